"""A day with other hours than its weekday is recognised in the lobby's week (H8, V2)."""

from dataclasses import replace

import pytest

from mqtt_bridge.contract.words import DayKind
from mqtt_bridge.displays import pages

from .views import NOW, WEEK, a_lobby, a_view


def drawn(week: tuple[pages.DayHours, ...], language: str = "fi") -> str:
    return pages.fragment("lobby", a_view(a_lobby(week=week)), NOW, language)


@pytest.mark.parametrize(
    ("kind", "note", "language", "word"),
    [
        (DayKind.EXCEPTION, "Inventaario", "sv", "Inventaario"),
        (DayKind.EXCEPTION, "", "fi", "Poikkeava"),
        (DayKind.HOLIDAY, "", "fi", "Pyhäpäivä"),
        (DayKind.HOLIDAY, "", "sv", "Helgdag"),
        (DayKind.EVE, "", "en", "Eve"),
    ],
)
def test_a_day_with_other_hours_than_its_weekday_says_why(
    kind: DayKind, note: str, language: str, word: str
) -> None:
    """H8, V2: in words; a usual day has none."""
    week = (*WEEK[:2], replace(WEEK[2], kind=kind, note=note), *WEEK[3:])

    page = drawn(week, language)

    assert page.count('class="unusual"') == 1
    assert f">{word}</span>" in page
    assert 'class="unusual"' not in drawn(WEEK, language)


def test_a_reason_is_shown_as_text_whatever_somebody_wrote() -> None:
    """V5: a calendar's title is no markup."""
    week = (replace(WEEK[0], kind=DayKind.EXCEPTION, note="<script>alert(1)</script>"), *WEEK[1:])

    assert "<script>alert" not in drawn(week)
