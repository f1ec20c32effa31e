"""Every word a display shows is there in Finnish, Swedish and English."""

from pathlib import Path
import re
from string import Formatter

import pytest

from mqtt_bridge.contract.words import ActCode, DayKind, Mode, SpaceStatus, VisitorAct
from mqtt_bridge.displays import pages
from mqtt_bridge.displays.texts import (
    LANGUAGES,
    NAMES,
    ON_WEEKDAY,
    TEXTS,
    UNTIL_WEEKDAY,
    WEEKDAYS,
    WEEKDAYS_SHORT,
    text,
)

FOLDER = Path(pages.__file__).parent


def fields(pattern: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(pattern) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_is_there_in_every_language_with_the_same_values(key: str) -> None:
    assert set(TEXTS[key]) == set(LANGUAGES) == set(NAMES)
    assert len({frozenset(fields(one)) for one in TEXTS[key].values()}) == 1
    assert all(one.strip() == one and one for one in TEXTS[key].values())


def test_every_word_of_the_wire_that_a_page_says_has_its_text() -> None:
    offered = set(VisitorAct) - {VisitorAct.FEEDBACK, VisitorAct.UNKNOWN}
    wanted = {f"status.{one}" for one in SpaceStatus} | {f"act.{one}" for one in offered}
    wanted |= {f"{what}.{mode}" for mode in Mode for what in ("mode", "about")}
    wanted |= {f"day.{kind}" for kind in set(DayKind) - {DayKind.USUAL, DayKind.UNKNOWN}}
    wanted |= {f"short.{mode}" for mode in pages.OPEN_MODES} | {f"code.{one}" for one in ActCode}

    assert wanted <= set(TEXTS)


def test_no_text_is_left_that_nobody_says() -> None:
    folder = re.compile(r"\bt\('([a-z_.]+)'|text\(\s*\"([a-z_.]+)\"|\"(not_known|nothing_now|nothing_next)\"")
    source = "".join(
        path.read_text() for path in sorted(FOLDER.rglob("*")) if path.suffix in {".py", ".html"}
    )
    said = {name for found in folder.findall(source) for name in found if name}
    said |= set(re.findall(r"\"(code\.[a-z_]+|today|tomorrow)\"", source))
    families = ("status.", "mode.", "about.", "short.", "act.", "code.", "level.", "day.")

    assert {key for key in TEXTS if not key.startswith(families)} <= said


@pytest.mark.parametrize("table", [WEEKDAYS, WEEKDAYS_SHORT, ON_WEEKDAY, UNTIL_WEEKDAY])
def test_every_day_of_the_week_has_its_name(table: dict[str, tuple[str, ...]]) -> None:
    assert set(table) == set(LANGUAGES)
    assert all(len(names) == len(set(names)) == 7 for names in table.values())


def test_a_text_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        text("nothing.such", "fi")


def test_no_public_text_says_how_many_staff_there_are() -> None:
    """S8."""
    alone = re.compile(r"yksin|ensam|alone|\d", re.IGNORECASE)

    assert not [key for key, texts in TEXTS.items() for one in texts.values() if alone.search(one)]
