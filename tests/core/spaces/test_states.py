"""The state of a space at every boundary (B5, B9, B10, B2, P2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.building import Building
from custom_components.kalajoki_library.core.effects import IssueCleared, IssueRaised
from custom_components.kalajoki_library.core.ids import SourceId
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    BookingKind,
    BookingState,
    IssueKind,
    Mode,
    SpaceStatus as Is,
)
from tests.builders import (
    GAME,
    GROUP,
    MINUTE,
    PRESENCE,
    SOURCE,
    at,
    booking,
    game_room,
    house,
)
from tests.core.run import Run

SECOND = timedelta(seconds=1)
WEDNESDAY = date(2026, 11, 25)


def states(run: Run, *clocks: str) -> list[tuple[str, Is]]:
    found = []
    for clock in clocks:
        run.go_to(at(clock))
        found.append((clock, run.room().status))
    return found


def test_a_booking_that_nobody_uses_goes_through_its_states() -> None:
    """B5: free, soon, awaiting check-in, free."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()

    found = states(run, "13:44:59", "13:45:00", "13:59:59", "14:00:00", "14:59:59", "15:00:00")

    assert found == [
        ("13:44:59", Is.FREE),
        ("13:45:00", Is.RESERVED_SOON),
        ("13:59:59", Is.RESERVED_SOON),
        ("14:00:00", Is.AWAITING_CHECK_IN),
        ("14:59:59", Is.AWAITING_CHECK_IN),
        ("15:00:00", Is.FREE),
    ]


def test_every_state_says_since_when_and_until_when() -> None:
    """B5, V1."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    seen: list[tuple[Is, datetime | None, datetime | None]] = []
    for clock in ("12:00", "13:50", "14:10", "15:10", "21:30"):
        run.go_to(at(clock))
        seen.append((run.room().status, run.room().since, run.room().until))

    assert seen == [
        (Is.FREE, at("12:00"), at("14:00")),
        (Is.RESERVED_SOON, at("13:45"), at("14:00")),
        (Is.AWAITING_CHECK_IN, at("14:00"), at("15:00")),
        (Is.FREE, at("15:00"), at("21:00")),
        (Is.CLOSED, at("21:00"), at("08:00", WEDNESDAY)),
    ]


def test_buffers_block_the_space_before_and_after() -> None:
    """B9."""
    room = game_room(buffer_before=10 * MINUTE, buffer_after=20 * MINUTE)
    run = Run(settings=house(room=room), bookings=(booking("14:00", "15:00"),)).started()
    assert run.room().until == at("13:50")

    found = states(run, "13:45", "13:49:59", "13:50", "14:00", "15:00", "15:19:59", "15:20")

    assert [status for _clock, status in found] == [
        Is.RESERVED_SOON,
        Is.RESERVED_SOON,
        Is.TURNAROUND,
        Is.AWAITING_CHECK_IN,
        Is.TURNAROUND,
        Is.TURNAROUND,
        Is.FREE,
    ]


def test_presence_during_a_booking_checks_it_in() -> None:
    """B6: and leaving for a moment does not end it."""
    run = Run(bookings=(booking("14:00", "15:00"),), presence={PRESENCE: False}).started().go_to(at("14:05"))
    run.sense(True)
    assert (run.room().status, run.room().checked_in) == (Is.IN_USE, True)

    run.sense(False)
    run.go_to(at("14:40"))
    assert (run.room().status, run.room().occupied) == (Is.IN_USE, False)
    run.sense(None)
    assert run.room().status is Is.IN_USE
    assert states(run, "15:00") == [("15:00", Is.FREE)]


def test_somebody_who_is_inside_already_is_checked_in_when_the_booking_starts() -> None:
    """B6: came a few minutes early, with no booking before."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("13:57"))
    run.sense(True)

    assert states(run, "13:58", "14:00") == [("13:58", Is.RESERVED_SOON), ("14:00", Is.IN_USE)]


def test_presence_checks_in_only_where_the_space_says_so() -> None:
    """B6: a policy."""
    run = Run(
        settings=house(room=game_room(presence_checks_in=False)), bookings=(booking("14:00", "15:00"),)
    ).started()
    run.go_to(at("14:05"))
    run.sense(True)

    assert (run.room().status, run.room().occupied) == (Is.AWAITING_CHECK_IN, True)
    assert run.ask(Act.CHECK_IN) is ActCode.DONE
    assert run.room().status is Is.IN_USE


def test_somebody_in_a_room_without_a_booking_does_not_take_it() -> None:
    """B5."""
    run = Run(presence={PRESENCE: True}).started()

    assert (run.room().status, run.room().occupied) == (Is.FREE, True)


def test_people_of_the_booking_before_are_an_overrun_and_not_the_next_ones() -> None:
    """B5, B7: until they leave and the next come."""
    run = Run(bookings=(booking("13:00", "14:00"), booking("14:00", "15:00"))).started().go_to(at("13:05"))
    run.sense(True)
    assert states(run, "13:59", "14:05") == [("13:59", Is.IN_USE), ("14:05", Is.OVERRUN)]

    run.sense(False)
    run.go_to(at("14:10"))
    assert run.room().status is Is.AWAITING_CHECK_IN
    run.sense(True)
    assert run.room().status is Is.IN_USE


def test_staying_on_with_nobody_coming_is_no_overrun() -> None:
    """B7: overrun is presence after the end with a next booking."""
    run = Run(bookings=(booking("13:00", "14:00"), booking("17:00", "18:00"))).started().go_to(at("13:05"))
    run.sense(True)

    assert states(run, "14:05", "16:44", "16:50") == [
        ("14:05", Is.FREE),
        ("16:44", Is.FREE),
        ("16:50", Is.OVERRUN),
    ]


def test_check_in_ends_an_overrun() -> None:
    """B6: the next ones say that they are there."""
    run = Run(bookings=(booking("13:00", "14:00"), booking("14:00", "15:00"))).started().go_to(at("13:05"))
    run.sense(True)
    run.go_to(at("14:05"))

    assert run.ask(Act.CHECK_IN) is ActCode.DONE
    assert run.room().status is Is.IN_USE


def test_a_blocked_booking_takes_the_space_out_of_service() -> None:
    """B1, B5."""
    run = Run(bookings=(booking("14:00", "15:00", kind=BookingKind.BLOCKED),)).started()

    assert states(run, "14:00", "14:59", "15:00") == [
        ("14:00", Is.OUT_OF_SERVICE),
        ("14:59", Is.OUT_OF_SERVICE),
        ("15:00", Is.FREE),
    ]


def test_staff_take_a_space_out_of_service_whatever_is_booked() -> None:
    """B5: and it stays so over a restart."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    run.tell(ev.ServiceSwitched(space=GAME, out=True))

    assert states(run, "12:00", "14:30", "21:30")[-1] == ("21:30", Is.OUT_OF_SERVICE)
    again = run.restarted(later=timedelta(hours=14))
    assert again.room().status is Is.OUT_OF_SERVICE
    again.tell(ev.ServiceSwitched(space=GAME, out=False))
    assert again.room().status is Is.FREE


@pytest.mark.parametrize("state", [BookingState.CANCELLED, BookingState.DENIED])
def test_cancelled_and_denied_bookings_are_as_if_they_were_not_there(state: BookingState) -> None:
    """B1, B2."""
    run = Run(bookings=(booking("14:00", "15:00", state=state),)).started()

    assert run.room().next is None
    assert states(run, "14:30") == [("14:30", Is.FREE)]


def test_a_tentative_booking_takes_the_space() -> None:
    """B1: nobody may book over what may still be confirmed."""
    run = Run(bookings=(booking("14:00", "15:00", state=BookingState.TENTATIVE),)).started()

    assert states(run, "14:30") == [("14:30", Is.AWAITING_CHECK_IN)]


def test_bookings_are_half_open() -> None:
    """B1: one ends where the other begins."""
    first, second = booking("13:00", "14:00"), booking("14:00", "15:00")
    run = Run(bookings=(second, first)).started()

    run.go_to(at("13:59:59"))
    assert (run.room().now, run.room().next) == (first, second)
    run.go_to(at("14:00"))
    assert (run.room().now, run.room().next) == (second, None)


def test_a_space_is_closed_outside_hours_unless_it_says_otherwise() -> None:
    """B5, B10."""
    closed = Run(now=at("22:00"), bookings=(booking("22:30", "23:00"),)).started()
    assert states(closed, "22:00", "22:40") == [("22:00", Is.CLOSED), ("22:40", Is.CLOSED)]

    settings = house(room=game_room(outside_hours=True))
    allowed = Run(settings=settings, now=at("22:00"), bookings=(booking("22:30", "23:00"),)).started()
    assert states(allowed, "22:00", "22:20", "22:30") == [
        ("22:00", Is.FREE),
        ("22:20", Is.RESERVED_SOON),
        ("22:30", Is.AWAITING_CHECK_IN),
    ]


@pytest.mark.parametrize("emergency", [Mode.EVACUATION, Mode.LOCKDOWN])
def test_every_space_is_closed_in_an_emergency(emergency: Mode) -> None:
    """D9, B10."""
    run = Run(settings=house(room=game_room(outside_hours=True))).started()
    run.choose(emergency, at("13:00"), "Alarm")

    assert {one.status for one in run.view().spaces.values()} == {Is.CLOSED}


def test_with_hours_unknown_a_space_is_unknown_and_not_closed() -> None:
    """H2."""
    assert Run(settings=house(week=None)).started().room().status is Is.UNKNOWN


def test_a_space_is_unknown_until_its_source_has_been_read() -> None:
    """B2: not free."""
    run = Run()
    run.tell(ev.Woken())
    assert run.room().status is Is.UNKNOWN
    assert not run.room().bookings_live
    run.tell(ev.BookingsFailed(source=SOURCE))
    assert run.room().status is Is.UNKNOWN

    run.read_none()
    assert (run.room().status, run.room().bookings_live) == (Is.FREE, True)


def test_a_building_that_was_told_nothing_can_be_looked_at() -> None:
    """B5: unknown, in every part."""
    view = Building(house()).view(at("12:00"))

    assert [one.status for one in view.spaces.values()] == [Is.UNKNOWN, Is.UNKNOWN]


def test_two_misses_are_tolerated_then_staleness_is_shown() -> None:
    """B2: the last good bookings stay all the while."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    run.fail(2)
    assert run.room().bookings_live
    assert run.effects(IssueRaised) == []

    run.fail()
    assert not run.room().bookings_live
    assert run.effects(IssueRaised) == [IssueRaised(kind=IssueKind.BOOKINGS_STALE, subject=SOURCE)]
    assert states(run, "14:10") == [("14:10", Is.AWAITING_CHECK_IN)]
    run.fail(3)
    assert len(run.effects(IssueRaised)) == 1

    run.read()
    assert run.room().bookings_live
    assert run.effects(IssueCleared) == [IssueCleared(kind=IssueKind.BOOKINGS_STALE, subject=SOURCE)]


def test_one_good_answer_between_misses_starts_the_count_anew() -> None:
    """B2."""
    run = Run().started()
    run.fail(2)
    run.read_none()
    run.fail(2)

    assert run.room().bookings_live


def test_an_answer_is_filtered_to_its_window_its_source_and_known_spaces() -> None:
    """B2: re-filter to the half-open window."""
    inside, after = booking("14:00", "15:00"), booking("16:00", "17:00")
    elsewhere = replace(booking("14:00", "15:00", "elsewhere"), space=GROUP)
    foreign = replace(inside, key=replace(inside.key, source=SourceId("other")), start=at("12:30"))
    run = Run().started()
    run.tell(
        ev.BookingsRead(
            source=SOURCE, start=at("12:00"), end=at("16:00"), bookings=(inside, after, foreign, elsewhere)
        )
    )

    assert run.room().bookings_today == 1
    assert run.room().next == inside
    assert run.view().spaces[GROUP].next == elsewhere


def test_occurrences_of_a_series_are_bookings_of_their_own() -> None:
    """B1: identity is source, uid and recurrence."""
    one, other = booking("13:00", "14:00", "series"), booking("15:00", "16:00", "series")
    series = tuple(replace(it, key=replace(it.key, recurrence=f"{it.start:%H}")) for it in (one, other))

    assert Run(bookings=series).started().room().bookings_today == 2


def test_an_answer_of_the_source_is_not_taken_for_another_space() -> None:
    """B1: each space has its own bookings."""
    run = Run(bookings=(booking("11:30", "13:00"),)).started()

    assert run.room().status is Is.AWAITING_CHECK_IN
    assert run.view().spaces[GROUP].status is Is.FREE


def test_a_restart_in_the_middle_of_a_booking_keeps_that_it_is_used() -> None:
    """B5, B6: also when everybody has just stepped out."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at("14:05"))
    run.sense(True)
    run.sense(False)
    run.go_to(at("14:20"))

    again = run.restarted(later=SECOND)

    assert (again.room().status, again.room().since) == (Is.IN_USE, at("14:05"))
    assert again.counted() == []


def test_a_used_booking_that_is_moved_to_later_leaves_its_space_free() -> None:
    """B5, B6: who checked in has gone; the booking is expected anew at its new time."""
    run = Run(bookings=(booking("12:30", "13:30", "one"),)).started().go_to(at("12:30"))
    assert run.ask(Act.CHECK_IN) is ActCode.DONE

    run.read(booking("15:00", "16:00", "one"))
    assert (run.room().status, run.room().checked_in) == (Is.FREE, False)

    run.go_to(at("15:05"))
    assert run.room().status is Is.AWAITING_CHECK_IN
    assert Act.CHECK_IN in run.screen().acts


def test_a_booking_that_is_used_early_stays_used_when_its_start_moves_a_little() -> None:
    """B6."""
    run = Run(bookings=(booking("12:10", "13:00", "one"),)).started().go_to(at("12:05"))
    assert run.ask(Act.CHECK_IN) is ActCode.DONE

    run.read(booking("12:15", "13:00", "one"))

    assert run.room().status is Is.IN_USE
