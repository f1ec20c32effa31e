"""What visitors and staff ask for, and what they are answered (B4, B6, B9, B10, V5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.kalajoki_library.core import events as ev
from custom_components.kalajoki_library.core.bookings import Booking
from custom_components.kalajoki_library.core.effects import (
    Answer,
    ChangeBooking,
    ModeChanged,
    SetLock,
    StaffCalled,
)
from custom_components.kalajoki_library.core.ids import DisplayId, RequestId, SpaceId
from custom_components.kalajoki_library.core.settings import SpaceSettings
from custom_components.kalajoki_library.core.words import (
    Act,
    ActCode,
    BookingKind,
    Desired,
    SpaceStatus,
)
from tests.builders import GAME, GAME_DISPLAY, GROUP, LOBBY, MINUTE, at, booking, game_room, house
from tests.core.run import Run

SECOND = timedelta(seconds=1)


def running(*later: Booking, room: SpaceSettings | None = None) -> Run:
    """A house at 14:20 in which a booking is checked in until 15:00, with later ones."""
    ours = booking("14:00", "15:00", "ours")
    run = Run(settings=house(room=room), bookings=(ours, *later), now=at("14:00")).started()
    assert run.ask(Act.CHECK_IN) is ActCode.DONE
    return run.go_to(at("14:20"))


@pytest.mark.parametrize("code", [ActCode.TAKEN, ActCode.READ_ONLY, ActCode.SOURCE_DOWN])
def test_what_the_source_says_is_what_is_answered(code: ActCode) -> None:
    """B4: its race, its errors."""
    run = Run(source_answers=False).started()
    run.ask(Act.BOOK_NOW, "mine", minutes=30)
    run.tell(ev.BookingChangeDone(request=RequestId("mine"), code=code))

    assert [(one.code, one.until) for one in run.effects(Answer)] == [(code, None)]
    assert run.room().status is SpaceStatus.FREE


def test_a_source_that_does_not_answer_is_down() -> None:
    """B4: and its late answer is no second one."""
    run = Run(source_answers=False).started()
    run.ask(Act.BOOK_NOW, "mine", minutes=30)
    run.go_on(MINUTE)
    assert [one.code for one in run.effects(Answer)] == [ActCode.SOURCE_DOWN]

    run.tell(ev.BookingChangeDone(request=RequestId("mine"), code=ActCode.DONE))
    assert len(run.effects(Answer)) == 1


def test_a_repeated_request_gets_the_same_answer_and_is_not_done_twice() -> None:
    """B4, V5: messages may come twice."""
    run = Run().started()

    assert run.ask(Act.BOOK_NOW, "mine", minutes=30) is ActCode.DONE
    assert run.ask(Act.BOOK_NOW, "mine", minutes=30) is ActCode.DONE

    assert len(run.effects(ChangeBooking)) == 1
    first, second = run.effects(Answer)
    assert first == second


def test_a_repeated_request_waits_with_the_first_one() -> None:
    """B4."""
    run = Run(source_answers=False).started()
    run.ask(Act.BOOK_NOW, "mine", minutes=30)

    assert run.ask(Act.BOOK_NOW, "mine", minutes=30) is None
    assert len(run.effects(ChangeBooking)) == 1


def test_a_request_is_known_again_after_a_restart() -> None:
    """B4: a broker delivers again what was not acknowledged."""
    run = Run().started()
    run.ask(Act.BOOK_NOW, "mine", minutes=15)

    again = run.restarted(later=20 * SECOND)

    assert again.ask(Act.BOOK_NOW, "mine", minutes=15) is ActCode.DONE
    assert again.effects(ChangeBooking) == []


def test_a_request_that_comes_too_late_does_nothing() -> None:
    """V5: whatever it asks for."""
    run = Run().started()

    assert run.ask(Act.BOOK_NOW, minutes=30, not_after=at("11:59:59")) is ActCode.EXPIRED
    assert run.ask(Act.CALL_STAFF, not_after=at("11:59:59")) is ActCode.EXPIRED
    assert run.effects(ChangeBooking) == []
    assert run.effects(StaffCalled) == []


def test_nothing_is_done_before_the_start() -> None:
    """B4."""
    run = Run()
    run.read()

    assert run.ask(Act.BOOK_NOW, minutes=30) is ActCode.NOT_READY


def test_nothing_is_booked_before_the_source_has_been_read() -> None:
    """B2: an unread calendar is not an empty one."""
    run = Run()
    run.tell(ev.Woken())

    assert run.ask(Act.BOOK_NOW, minutes=30) is ActCode.NOT_READY
    assert run.staff(Act.BOOK, start=at("14:00"), minutes=30) is ActCode.NOT_READY


def test_visitors_do_not_act_on_stale_bookings() -> None:
    """B2, V3."""
    run = Run().started()
    run.fail(3)

    assert run.ask(Act.BOOK_NOW, minutes=30) is ActCode.SOURCE_DOWN


@pytest.mark.parametrize(
    ("act", "what"),
    [
        (Act.BOOK_NOW, {"display": LOBBY, "space": GAME, "minutes": 30}),
        (Act.BOOK_NOW, {"display": DisplayId("nobody's"), "space": GAME, "minutes": 30}),
        (Act.BOOK_NOW, {"space": GROUP, "minutes": 30}),  # another room's display
        (Act.BOOK, {"start": at("14:00"), "minutes": 30}),
        (Act.CANCEL, {}),
    ],
    ids=["lobby", "unknown display", "other room", "ahead", "cancel"],
)
def test_a_display_may_ask_for_its_own_room_and_for_what_it_offers_only(
    act: Act, what: dict[str, Any]
) -> None:
    """V5: per-action policy."""
    run = Run().started()

    assert run.ask(act, **what) is ActCode.NOT_ALLOWED
    assert run.effects(ChangeBooking) == []


def test_a_space_that_does_not_exist_is_refused() -> None:
    """V5."""
    run = Run().started()

    assert run.staff(Act.BOOK_NOW, space=SpaceId("cellar"), minutes=30) is ActCode.INVALID
    assert run.staff(Act.BOOK_NOW, space=None, minutes=30) is ActCode.INVALID


def test_a_room_out_of_service_is_not_booked() -> None:
    """B5."""
    run = Run().started()
    run.tell(ev.ServiceSwitched(space=GAME, out=True))

    assert run.ask(Act.BOOK_NOW, minutes=30) is ActCode.NOT_ALLOWED


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("13:49:59", ActCode.TOO_EARLY),
        ("13:50", ActCode.DONE),
        ("14:30", ActCode.DONE),
        ("15:00", ActCode.NOTHING_TO_DO),
    ],
)
def test_check_in_opens_before_the_start_and_lasts_to_the_end(clock: str, code: ActCode) -> None:
    """B6: ten minutes before."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at(clock))

    assert run.ask(Act.CHECK_IN) is code
    if code is ActCode.DONE:
        assert run.room().status is SpaceStatus.IN_USE
        assert run.ask(Act.CHECK_IN, ref=run.screen().day[0].ref) is ActCode.DONE
        assert run.counted().count(run.counted()[0]) == 1


def test_nobody_checks_in_to_what_is_blocked() -> None:
    """B1."""
    run = Run(bookings=(booking("14:00", "15:00", kind=BookingKind.BLOCKED),)).started().go_to(at("14:10"))

    assert run.ask(Act.CHECK_IN) is ActCode.NOTHING_TO_DO


def test_a_ref_names_the_booking_that_was_shown() -> None:
    """V5: and one that is not known names none."""
    run = Run(bookings=(booking("14:00", "15:00"), booking("15:00", "16:00"))).started().go_to(at("14:05"))
    later = run.screen().next
    assert later is not None

    assert run.ask(Act.CHECK_IN, ref="0123456789ab") is ActCode.NOTHING_TO_DO
    assert run.ask(Act.CHECK_IN, ref=later.ref) is not ActCode.DONE
    assert run.ask(Act.END, ref=later.ref) is ActCode.NOTHING_TO_DO
    assert run.room().status is SpaceStatus.AWAITING_CHECK_IN


@pytest.mark.parametrize(
    ("minutes", "later", "code"),
    [
        (30, "16:00", ActCode.DONE),
        (60, "16:00", ActCode.DONE),  # two hours together, touches the next
        (61, None, ActCode.TOO_LONG),
        (45, "15:30", ActCode.TAKEN),
        (0, None, ActCode.INVALID),
    ],
)
def test_a_running_booking_is_extended_as_far_as_it_fits(
    minutes: int, later: str | None, code: ActCode
) -> None:
    """B4."""
    run = running(*([booking(later, "17:00")] if later else []))

    assert run.ask(Act.EXTEND, minutes=minutes) is code
    now = run.room().now
    assert now is not None
    assert now.end == at("15:00") + (minutes * MINUTE if code is ActCode.DONE else timedelta(0))


def test_an_extension_keeps_the_door_open() -> None:
    """B4, D1."""
    run = running()
    run.ask(Act.EXTEND, minutes=30)
    run.go_to(at("16:00"))

    assert run.commands()[-1] == (at("15:30"), Desired.LOCKED)


def test_an_extension_leaves_room_for_the_buffers() -> None:
    """B9."""
    room = game_room(buffer_before=10 * MINUTE)
    run = running(booking("15:30", "16:00"), room=room)

    assert run.ask(Act.EXTEND, minutes=30) is ActCode.TAKEN
    assert run.ask(Act.EXTEND, minutes=20) is ActCode.DONE


def test_an_extension_ends_with_the_opening_hours() -> None:
    """B10."""
    run = Run(bookings=(booking("19:30", "20:30"),), now=at("20:00")).started()
    run.ask(Act.CHECK_IN)

    assert run.ask(Act.EXTEND, minutes=45) is ActCode.TOO_LONG
    assert run.ask(Act.EXTEND, minutes=30) is ActCode.DONE


@pytest.mark.parametrize("act", [Act.EXTEND, Act.END])
def test_without_a_running_booking_there_is_nothing_to_extend_or_end(act: Act) -> None:
    """B4."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()

    assert run.ask(act, minutes=15) is ActCode.NOTHING_TO_DO


def test_leaving_early_frees_the_room_and_locks_its_door() -> None:
    """B4, D1."""
    run = running()

    assert run.ask(Act.END) is ActCode.DONE
    assert run.room().status is SpaceStatus.FREE
    assert run.commands()[-1] == (at("14:20"), Desired.LOCKED)
    assert run.ask(Act.BOOK_NOW, minutes=15) is ActCode.DONE


def test_leaving_within_the_first_minute_takes_the_booking_away() -> None:
    """B1: an empty booking cannot be."""
    run = Run(now=at("12:00:10")).started()
    run.ask(Act.BOOK_NOW, minutes=30)
    run.go_on(20 * SECOND)

    assert run.ask(Act.END) is ActCode.DONE
    assert run.bookings == ()
    assert run.room().status is SpaceStatus.FREE


def test_staff_act_on_bookings_that_are_stale() -> None:
    """B2: they know what they do; the source has the last word."""
    one = booking("14:00", "15:00")
    run = Run(bookings=(one,)).started()
    run.fail(3)

    assert run.staff(Act.CANCEL, booking=one.key) is ActCode.DONE


def test_a_booking_of_another_space_is_not_cancelled_here() -> None:
    """B1."""
    other = replace(booking("14:00", "15:00"), space=GROUP)
    run = Run(bookings=(other,)).started()

    assert run.staff(Act.CANCEL, booking=other.key) is ActCode.NOTHING_TO_DO


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("09:00", ActCode.DONE),
        ("12:00", ActCode.DONE),
        ("20:00", ActCode.NOT_ALLOWED),
        ("22:00", ActCode.NOT_ALLOWED),
    ],
)
@pytest.mark.parametrize("display", [GAME_DISPLAY, LOBBY])
def test_staff_are_called_while_staff_are_planned_to_be_there(
    clock: str, code: ActCode, display: DisplayId
) -> None:
    """V1, V2, S8."""
    run = Run(now=at(clock)).started()

    assert run.ask(Act.CALL_STAFF, display=display) is code
    called = StaffCalled(display=display, space=GAME if display == GAME_DISPLAY else None)
    assert run.effects(StaffCalled) == ([called] if code is ActCode.DONE else [])


def test_staff_are_called_once_for_a_repeated_request() -> None:
    """V5."""
    run = Run().started()
    run.ask(Act.CALL_STAFF, "help")
    run.ask(Act.CALL_STAFF, "help")

    assert len(run.effects(StaffCalled)) == 1


@pytest.mark.parametrize("minutes", [400 * 24 * 60 + 1, 2**40, 2**62])
def test_no_length_runs_off_the_calendar(minutes: int) -> None:
    """V5: what a display sends is never trusted; the wire knows larger numbers than the calendar."""
    assert Run().started().ask(Act.BOOK_NOW, minutes=minutes) is ActCode.TOO_LONG
    assert running().ask(Act.EXTEND, minutes=minutes) is ActCode.TOO_LONG


def test_another_displays_request_under_a_name_that_is_taken_is_refused() -> None:
    """B4: the first display's answer does not go to the second, nor the second's act to nobody."""
    run = Run(source_answers=False).started()
    run.ask(Act.BOOK_NOW, "same", minutes=30)
    asked = len(run.effects(ChangeBooking))
    assert run.ask(Act.CALL_STAFF, "same", display=LOBBY) is ActCode.INVALID
    assert len(run.effects(ChangeBooking)) == asked


def test_an_event_that_cannot_be_handled_loses_nothing_that_time_had_brought() -> None:
    """H8, D1: the closing hour's commands come with the next event."""
    run = Run(now=at("12:00")).started()
    boundary = run.building.next_wakeup()
    assert boundary is not None
    with pytest.raises(KeyError):
        run.building.handle(object(), at("23:00"))  # type: ignore[arg-type] # a fault of ours
    told = run.building.handle(ev.Woken(), at("23:00"))
    assert any(isinstance(one, ModeChanged) for one in told)
    assert any(isinstance(one, SetLock) for one in told)
