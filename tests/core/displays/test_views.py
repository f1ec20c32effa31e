"""What displays show: complete, live or said not to be, nothing private (V1, V2, V3, V5, S8, B1)."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
import re

import pytest

from custom_components.kalajoki_library.core import events as ev, views
from custom_components.kalajoki_library.core.words import Act, BookingKind, Mode, SpaceStatus
from tests.builders import (
    GAME,
    GAME_DISPLAY,
    GROUP,
    LINE,
    LOBBY,
    MINUTE,
    PRESENCE,
    at,
    booking,
    game_room,
    house,
)
from tests.core.run import Run

WEDNESDAY = date(2026, 11, 25)


def lobby(run: Run) -> views.LobbyDisplayView:
    shown = run.view().displays[LOBBY].lobby
    assert shown is not None
    return shown


def test_a_room_display_shows_now_next_and_the_day() -> None:
    """V1."""
    run = Run(
        bookings=(
            booking("09:00", "10:00"),
            booking("14:00", "15:00", title="Chess", public=True),
            booking("16:00", "17:00"),
            booking("10:00", "11:00", day=WEDNESDAY),
        )
    ).started()
    run.go_to(at("14:10"))
    run.sense(True)

    screen = run.screen()
    assert (screen.name, screen.capacity, screen.status) == ("Game room", 8, SpaceStatus.IN_USE)
    assert (screen.since, screen.until) == (at("14:10"), at("15:00"))
    assert screen.now is not None
    assert screen.next is not None
    assert (screen.now.title, screen.now.checked_in, screen.now.start) == ("Chess", True, at("14:00"))
    assert (screen.next.start, screen.next.end, screen.next.checked_in) == (at("16:00"), at("17:00"), False)
    assert [one.start for one in screen.day] == [at("09:00"), at("14:00"), at("16:00")]
    assert (screen.day_start, screen.day_end) == (at("08:00"), at("21:00"))


def test_every_display_says_whose_it_is_and_what_the_building_does() -> None:
    """V1, V2."""
    run = Run().started()
    for display in (GAME_DISPLAY, LOBBY):
        shown = run.view().displays[display]
        assert (shown.library, shown.timezone) == ("Kalajoki library", "Europe/Helsinki")
        assert (shown.mode, shown.mode_until) == (Mode.SERVICE, at("19:00"))
        assert shown.next_mode is Mode.UNSTAFFED_SELF_SERVICE
        assert (shown.room is None) is not (shown.lobby is None)


@pytest.mark.parametrize(
    ("public", "shows_titles", "title"),
    [(True, True, "Chess"), (True, False, ""), (False, True, ""), (False, False, "")],
)
def test_a_title_is_shown_only_when_it_is_public_and_the_space_shows_titles(
    public: bool, shows_titles: bool, title: str
) -> None:
    """B1, V5."""
    run = Run(
        settings=house(room=game_room(shows_titles=shows_titles)),
        bookings=(booking("14:00", "15:00", title="Chess", public=public),),
    ).started()
    run.go_to(at("14:30"))

    assert run.screen().now is not None
    assert {one.title for one in (*run.screen().day, run.screen().now) if one is not None} == {title}
    assert [one.title for one in lobby(run).events] == ([title] if title else [])


def test_no_display_knows_a_private_title_or_whose_booking_it_is() -> None:
    """V5: whatever the state."""
    mine = booking("14:00", "15:00", "card-4711", title="A private birthday", attendees=7)
    run = Run(bookings=(mine,), presence={PRESENCE: False}).started()
    for clock in ("12:00", "13:50", "14:00", "14:30", "15:00"):
        run.go_to(at(clock))
        if clock == "14:30":
            run.sense(True)
        shown = repr(tuple(run.view().displays.values()))
        assert "birthday" not in shown
        assert "card-4711" not in shown


def test_a_ref_is_short_opaque_and_stays_the_same() -> None:
    """V5: also over a restart; two bookings have two."""
    run = Run(bookings=(booking("14:00", "15:00", "uid-1"), booking("16:00", "17:00", "uid-2"))).started()
    refs = [one.ref for one in run.screen().day]

    assert len(set(refs)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{12}", ref) for ref in refs)
    assert [one.ref for one in run.restarted(later=MINUTE).screen().day] == refs


def acts(run: Run) -> set[Act]:
    return set(run.screen().acts) - {Act.CALL_STAFF}


def test_a_display_offers_what_makes_sense_now() -> None:
    """V1."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    seen = []
    for clock in ("12:00", "13:46", "13:50", "14:00", "15:00", "21:00"):
        run.go_to(at(clock))
        seen.append((clock, acts(run)))

    assert seen == [
        ("12:00", {Act.BOOK_NOW}),
        ("13:46", set()),
        ("13:50", {Act.CHECK_IN}),
        ("14:00", {Act.CHECK_IN}),
        ("15:00", {Act.BOOK_NOW}),
        ("21:00", set()),
    ]


def test_who_has_checked_in_may_extend_and_end() -> None:
    """V1."""
    run = Run(bookings=(booking("14:00", "15:00"), booking("15:40", "16:00"))).started().go_to(at("14:05"))
    run.sense(True)

    assert acts(run) == {Act.EXTEND, Act.END}
    assert run.screen().extend_minutes == (15, 30)


@pytest.mark.parametrize(
    ("clock", "minutes"),
    [
        ("12:00", (15, 30, 60)),
        ("13:00", (15, 30, 60)),
        ("13:01", (15, 30)),
        ("13:31", (15,)),
        ("13:46", ()),
        ("19:59", (15, 30, 60)),
        ("20:31", (15,)),
    ],
)
def test_only_lengths_that_fit_are_offered(clock: str, minutes: tuple[int, ...]) -> None:
    """V1: up to the next booking and closing time."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started().go_to(at(clock))

    assert run.screen().book_minutes == minutes


def test_offered_lengths_leave_room_for_the_buffers() -> None:
    """B9, V1."""
    room = game_room(buffer_before=10 * MINUTE, buffer_after=5 * MINUTE)
    run = Run(settings=house(room=room), bookings=(booking("14:00", "15:00"),)).started()

    assert run.go_to(at("13:15")).screen().book_minutes == (15, 30)
    assert run.go_to(at("13:16")).screen().book_minutes == (15,)


@pytest.mark.parametrize("clock", ["12:00", "13:01", "13:30", "19:30", "20:40", "20:50"])
def test_what_is_offered_is_also_given(clock: str) -> None:
    """V1, B4: every length on the display can be booked, the next longer one cannot."""
    room = game_room(book_minutes=(5, 10, 15, 30, 45, 60, 90, 120), buffer_after=5 * MINUTE)
    bookings = (booking("14:00", "15:00"),)
    offered = Run(settings=house(room=room), bookings=bookings, now=at(clock)).started().screen().book_minutes

    assert offered
    for minutes in room.book_minutes:
        run = Run(settings=house(room=room), bookings=bookings, now=at(clock)).started()
        assert (run.ask(Act.BOOK_NOW, minutes=minutes) == "done") is (minutes in offered), minutes


def test_with_stale_bookings_only_staff_can_be_called() -> None:
    """V3, B2."""
    run = Run(bookings=(booking("14:00", "15:00"),)).started()
    run.fail(3)

    assert run.screen().acts == (Act.CALL_STAFF,)
    assert (run.screen().book_minutes, run.screen().bookings_live) == ((), False)


def test_nothing_is_offered_before_the_source_has_been_read() -> None:
    """B2."""
    run = Run()
    run.tell(ev.Woken())

    assert (run.screen().status, run.screen().bookings_live) == (SpaceStatus.UNKNOWN, False)
    assert acts(run) == set()


def test_staff_can_be_called_in_staffed_modes_only() -> None:
    """V1, S8."""
    run = Run().started()
    seen = []
    for clock in ("12:00", "18:59", "19:00", "22:00"):
        run.go_to(at(clock))
        seen.append(Act.CALL_STAFF in run.screen().acts)

    assert seen == [True, True, False, False]


def test_the_lobby_shows_seven_days_from_today() -> None:
    """V2."""
    shown = lobby(Run().started())

    assert [one.day for one in shown.week] == [date(2026, 11, 24) + timedelta(days=n) for n in range(7)]
    assert shown.today == shown.week[0]
    assert [(one.opens, one.closes, one.mode) for one in shown.today.spans] == [
        ("08:00", "10:00", Mode.STAFFED_SELF_SERVICE),
        ("10:00", "19:00", Mode.SERVICE),
        ("19:00", "21:00", Mode.UNSTAFFED_SELF_SERVICE),
    ]
    assert (shown.week[5].known, shown.week[5].spans) == (True, ())


def test_the_lobby_does_not_call_an_unknown_day_closed() -> None:
    """V2, H2."""
    shown = lobby(Run(settings=house(week=None)).started())

    assert [one.known for one in shown.week] == [False] * 7


def test_the_lobby_shows_every_space_and_how_full_the_building_is() -> None:
    """V2, P1."""
    run = Run(
        settings=house(booking_url="https://example.org/book"),
        bookings=(booking("11:30", "12:30"), booking("14:00", "15:00")),
        totals={LINE: (0, 0)},
    ).started()
    run.count(30, 4)

    shown = lobby(run)
    assert [(one.space, one.status, one.until, one.next_start) for one in shown.spaces] == [
        (GAME, SpaceStatus.AWAITING_CHECK_IN, at("12:30"), at("14:00")),
        (GROUP, SpaceStatus.FREE, at("21:00"), None),
    ]
    assert (shown.inside, shown.capacity) == (26, 200)
    assert shown.booking_url == "https://example.org/book"


def test_the_lobby_announces_public_events_of_the_coming_week_in_order() -> None:
    """V2."""
    events = (
        booking("18:00", "19:00", title="Reading", public=True, kind=BookingKind.EVENT, day=WEDNESDAY),
        booking("17:00", "18:00", title="Chess", public=True),
        booking("08:00", "09:00", title="Over", public=True),
        booking("17:00", "18:00", "far", title="Far", public=True, day=date(2026, 12, 24)),
        booking("19:00", "20:00", title="Private"),
    )
    run = Run(bookings=events).started()

    assert [(one.title, one.place, one.start) for one in lobby(run).events] == [
        ("Chess", "Game room", at("17:00")),
        ("Reading", "Game room", at("18:00", WEDNESDAY)),
    ]


def test_no_view_has_a_place_for_staff() -> None:
    """S8: neither a number nor a name can be told where there is no field for it."""
    kinds = [one for one in vars(views).values() if isinstance(one, type) and is_dataclass(one)]
    public = [one for one in kinds if one not in (views.BuildingView, views.StaffView)]
    names = {field.name for kind in public for field in fields(kind)}

    assert not [name for name in names if "staff" in name or "alone" in name]
    # What staff themselves may know is a yes or no, and never how many.
    assert {field.type for field in fields(views.StaffView)} == {bool | None, views.Desk, bool}


def test_a_day_without_hours_still_has_a_line_and_its_bookings_on_it() -> None:
    """V1: a Sunday with a booking late at night."""
    sunday = date(2026, 11, 29)
    settings = house(room=game_room(outside_hours=True))
    late = booking("21:30", "23:15", day=sunday)
    screen = Run(settings=settings, bookings=(late,), now=at("12:00", sunday)).started().screen()

    assert screen.day_start <= at("08:00", sunday)
    assert screen.day_end == at("00:00", sunday + timedelta(days=1))
    assert [one.start for one in screen.day] == [late.start]


def test_no_boundary_of_the_display_passes_without_a_wake_up() -> None:
    """V3: it never shows a booking that is over, nor a length that no longer fits."""
    bookings = (booking("12:30", "13:10"), booking("14:00", "15:00"), booking("15:00", "15:45"))
    room = game_room(buffer_before=10 * MINUTE, buffer_after=5 * MINUTE)
    lazy = Run(settings=house(room=room), bookings=bookings).started()
    eager = Run(settings=house(room=room), bookings=bookings).started()
    while eager.now < at("22:00"):
        eager.now += MINUTE
        eager.tell(ev.Woken())
        lazy.go_to(eager.now)
        assert lazy.everything() == eager.everything(), eager.now


def test_a_moved_booking_is_shown_at_once() -> None:
    """V1: and said to be touched."""
    one = booking("14:00", "15:00")
    run = Run(bookings=(one,)).started()
    effects = run.read(replace(one, start=at("14:30")))

    assert run.screen().next is not None
    assert [line.start for line in run.screen().day] == [at("14:30")]
    touched = next(effect for effect in effects if hasattr(effect, "spaces"))
    assert GAME in touched.spaces


def test_displays_can_be_looked_at_before_anything_happened() -> None:
    """V1: unknown everywhere."""
    run = Run()
    screen = run.screen()

    assert (screen.status, screen.bookings_live, acts(run)) == (SpaceStatus.UNKNOWN, False, set())
    assert isinstance(screen.day_start, datetime)
    assert lobby(run).inside is None
