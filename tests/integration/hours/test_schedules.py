"""Every trap of the directory's answers: what is not clear is unknown, never closed (H2, H3, H4)."""

from datetime import date
from typing import Any

import pytest

from custom_components.kalajoki_library.core.opening.days import mode_of
from custom_components.kalajoki_library.core.opening.hours import clock_of
from custom_components.kalajoki_library.core.words import Mode
from custom_components.kalajoki_library.hours.base import SourceDownError
from custom_components.kalajoki_library.hours.schedules import days_of, libraries_of

LIBRARY = 9901
MONDAY, TUESDAY = "2026-11-23", "2026-11-24"


def row(day: str = MONDAY, *times: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    listed = [dict(zip(("from", "to", "status"), one, strict=False)) for one in times]
    usual = {"library": LIBRARY, "period": 1, "date": day, "info": None, "closed": not times, "times": listed}
    return usual | more


def answer(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"type": "schedules", "total": None, "items": list(rows), "refs": {}} | more


def read(*rows: Any, staffed: bool = True, **more: Any) -> dict[str, list[tuple[str, str, Mode]]]:
    return {
        one.day.isoformat(): [(clock_of(s.start), clock_of(s.end), mode_of(s)) for s in one.spans]
        for one in days_of(answer(*rows, **more), LIBRARY, staffed=staffed)
    }


@pytest.mark.parametrize(
    ("staffed", "mode"), [(True, Mode.STAFFED_SELF_SERVICE), (False, Mode.UNSTAFFED_SELF_SERVICE)]
)
def test_the_setting_says_whether_self_service_needs_staff_on_site(*, staffed: bool, mode: Mode) -> None:
    """H1: status 2."""
    assert read(row(MONDAY, ("08:00", "10:00", 2), ("10:00", "20:00", 1)), staffed=staffed) == {
        MONDAY: [("08:00", "10:00", mode), ("10:00", "20:00", Mode.SERVICE)]
    }


def test_edge_27_a_split_day_with_a_gap_of_status_0_and_several_self_service_spans() -> None:
    found = read(
        row(
            MONDAY, ("08:00", "10:00", 2), ("10:00", "12:00", 1), ("12:00", "13:00", 0), ("13:00", "20:00", 2)
        )
    )
    assert [one[:2] for one in found[MONDAY]] == [("08:00", "10:00"), ("10:00", "12:00"), ("13:00", "20:00")]


@pytest.mark.parametrize("times", [None, []])
@pytest.mark.parametrize("closed", [True, "missing"])
def test_edge_27_a_whole_day_closure_is_known_and_closed(times: object, closed: object) -> None:
    one = row(MONDAY, times=times)
    if closed == "missing":
        del one["closed"]
    assert read(one) == {MONDAY: []}


def test_edge_26_a_date_without_a_row_is_missing_and_not_closed() -> None:
    assert read(row(TUESDAY, ("10:00", "18:00", 1))).keys() == {TUESDAY}
    assert read() == {}


@pytest.mark.parametrize(
    ("close", "first", "second"),
    [
        ("00:00", "24:00", None),
        ("24:00", "24:00", None),
        ("02:00", "24:00", "02:00"),
        ("20:00", "24:00", "10:00"),  # to == from: a whole round, cut where the next day's own hours begin
    ],
)
def test_edge_21_an_end_at_or_before_its_start_is_on_the_next_day(
    close: str, first: str, second: str | None
) -> None:
    """H4."""
    found = read(row(MONDAY, ("20:00", close, 1)), row(TUESDAY, ("10:00", "12:00", 1)))
    assert found[MONDAY] == [("20:00", first, Mode.SERVICE)]
    night = [] if second is None else [("00:00", second, Mode.SERVICE)]
    assert found[TUESDAY] == [*night, ("10:00", "12:00", Mode.SERVICE)]


def test_edge_21_a_night_reaching_into_an_unknown_date_does_not_make_it_known() -> None:
    """H2."""
    assert read(row(MONDAY, ("20:00", "02:00", 1))).keys() == {MONDAY}


@pytest.mark.parametrize(
    "one",
    [
        row(MONDAY, ("10:00", "18:00", 7)),
        row(MONDAY, ("10:00", "18:00", "open")),
        row(MONDAY, ("10:00", "18:00", None)),
        row(MONDAY, ("10:00", "18:00")),
        row(MONDAY, ("10:00", None, 1)),
        row(MONDAY, ("ten", "18:00", 1)),
        row(MONDAY, ("10:00", "25:00", 1)),
        row(MONDAY, ("10:00", "24:30", 1)),
        row(MONDAY, ("24:00", "02:00", 1)),
        row(MONDAY, ("10:00", "14:00", 1), ("13:00", "18:00", 2)),
        row(MONDAY, ("10:00", "18:00", 1), closed=True),
        row(MONDAY, closed=False),
        row(MONDAY, times="10-18"),
        row(MONDAY, times=["10-18"]),
    ],
)
def test_edge_26_what_cannot_be_understood_leaves_its_date_unknown_and_no_other(one: dict[str, Any]) -> None:
    """H2."""
    assert read(one, row(TUESDAY, ("10:00", "18:00", 1))).keys() == {TUESDAY}


@pytest.mark.parametrize(("staff", "mode"), [(True, Mode.SERVICE), (False, Mode.STAFFED_SELF_SERVICE)])
def test_very_old_answers_say_staff_instead_of_status(*, staff: bool, mode: Mode) -> None:
    one = row(MONDAY, times=[{"from": "10:00", "to": "18:00", "staff": staff}], closed=False)
    assert read(one) == {MONDAY: [("10:00", "18:00", mode)]}


def test_copies_of_a_row_and_of_a_time_count_once() -> None:
    twice = row(MONDAY, ("10:00", "18:00", 1), ("10:00", "18:00", 1))
    assert read(twice, dict(twice)) == {MONDAY: [("10:00", "18:00", Mode.SERVICE)]}


PERIODS = {
    "period": {
        "1": {"validFrom": "2026-01-01", "validUntil": "2026-12-31", "isException": False},
        "2": {"validFrom": "2026-11-01", "validUntil": "2026-11-30", "isException": False},
        "3": {"validFrom": "2026-11-20", "validUntil": "2026-12-31", "isException": True},
    }
}


@pytest.mark.parametrize(("one", "other", "decides"), [(1, 2, 2), (2, 3, 3), (3, 1, 3)])
def test_edge_27_of_overlapping_periods_the_exception_and_then_the_shorter_decides(
    one: int, other: int, decides: int
) -> None:
    rows = [row(MONDAY, (f"0{number}:00", "18:00", 1), period=number) for number in (one, other)]
    assert read(*rows, refs=PERIODS)[MONDAY][0][0] == f"0{decides}:00"


def test_edge_26_periods_that_contradict_one_another_without_rank_leave_the_date_unknown() -> None:
    assert read(row(MONDAY, ("10:00", "18:00", 1)), row(MONDAY, period=8)) == {}


def test_rows_of_another_library_are_not_ours() -> None:
    assert read(row(MONDAY, library=1), row(TUESDAY)).keys() == {TUESDAY}
    with pytest.raises(SourceDownError):
        read(row(MONDAY, library=1))


def test_a_single_record_lies_under_data() -> None:
    rows = [{"date": MONDAY, "closed": True, "times": None}]
    record = {"type": "library", "total": 1, "data": {"id": LIBRARY, "name": "Merikylä", "schedules": rows}}
    assert [one.day for one in days_of(record, LIBRARY, staffed=True)] == [date(2026, 11, 23)]
    assert [one.id for one in libraries_of(record)] == [LIBRARY]
    with pytest.raises(SourceDownError):
        days_of(record, 1, staffed=True)


@pytest.mark.parametrize(
    "wrong", [None, [], "text", 5, {}, {"items": None}, {"items": {}}, {"data": []}, {"error": "no"}]
)
def test_what_is_no_answer_says_so(wrong: object) -> None:
    with pytest.raises(SourceDownError):
        days_of(wrong, LIBRARY, staffed=True)


def test_rows_that_are_no_rows_are_left_out() -> None:
    assert read(None, 5, {"date": "soon"}, {}, row(MONDAY)).keys() == {MONDAY}


def test_libraries_have_a_name_a_town_and_an_id() -> None:
    found = libraries_of(
        answer(
            {"id": 1, "name": " Merikylän pääkirjasto ", "address": {"city": "Merikylä"}},
            {"id": 2, "name": "Kylä", "address": None},
            {"id": None, "name": "Nobody"},
            {"id": 3, "name": ""},
            {"id": True, "name": "Nothing"},
        )
    )
    assert [(one.id, one.name, one.town) for one in found] == [
        (1, "Merikylän pääkirjasto", "Merikylä"),
        (2, "Kylä", ""),
    ]
