"""Every answer of the core means something to the person who asked (B4)."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.kalajoki_library.answers import require_done
from custom_components.kalajoki_library.core.effects import Answer
from custom_components.kalajoki_library.core.ids import RequestId
from custom_components.kalajoki_library.core.words import ActCode

FAILURES = {ActCode.EXPIRED, ActCode.SOURCE_DOWN, ActCode.NOT_READY}


def _answer(code: ActCode) -> Answer:
    return Answer(request=RequestId("1"), display=None, code=code)


def test_done_passes_through() -> None:
    answer = _answer(ActCode.DONE)
    assert require_done(answer) is answer


@pytest.mark.parametrize("code", sorted(set(ActCode) - {ActCode.DONE} - FAILURES))
def test_what_the_person_can_do_otherwise_is_a_validation_error(code: ActCode) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        require_done(_answer(code))
    assert caught.value.translation_key == f"act_{code}"


@pytest.mark.parametrize("code", sorted(FAILURES))
def test_what_failed_outside_is_an_error_worth_another_try(code: ActCode) -> None:
    with pytest.raises(HomeAssistantError) as caught:
        require_done(_answer(code))
    assert not isinstance(caught.value, ServiceValidationError)
    assert caught.value.translation_key == f"act_{code}"
