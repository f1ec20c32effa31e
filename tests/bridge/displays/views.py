"""Views of an evening, as the integration publishes them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mqtt_bridge.contract import messages as m
from mqtt_bridge.contract.messages.display import (
    BookingLine,
    EventLine,
    LobbyView,
    RoomView,
    SpaceLine,
)
from mqtt_bridge.contract.messages.opening import DayHours, HoursSpan
from mqtt_bridge.contract.words import DisplayKind, Mode, SpaceStatus, VisitorAct

NOW = datetime(2026, 11, 24, 15, 20, tzinfo=UTC)  # 17.20 in Helsinki
ACTS = (VisitorAct.CHECK_IN, VisitorAct.BOOK_NOW, VisitorAct.EXTEND, VisitorAct.END, VisitorAct.CALL_STAFF)


def at(hour: int, minute: int = 0) -> datetime:
    """Return an instant of the day by Helsinki's clock."""
    return datetime(2026, 11, 24, tzinfo=UTC) + timedelta(hours=hour - 2, minutes=minute)


def a_line(start: datetime, end: datetime, title: str = "", ref: str = "r1") -> BookingLine:
    return BookingLine(ref=ref, start=start, end=end, title=title)


NOW_LINE = a_line(at(17), at(18))
NEXT_LINE = a_line(at(18, 30), at(20), "Lautapeli-ilta", "r2")


def a_room(status: SpaceStatus = SpaceStatus.IN_USE, **more: Any) -> RoomView:
    fields: dict[str, Any] = {
        "space": "game-room",
        "name": "Pelihuone",
        "status": status,
        "until": at(18),
        "now": NOW_LINE,
        "next": NEXT_LINE,
        "day": (NOW_LINE, NEXT_LINE),
        "day_start": at(8),
        "day_end": at(22),
        "capacity": 8,
        "extend_minutes": (15, 30),
        "actions": (VisitorAct.EXTEND, VisitorAct.END, VisitorAct.CALL_STAFF),
    }
    return RoomView(**(fields | more))


def a_free_room(**more: Any) -> RoomView:
    fields: dict[str, Any] = {
        "until": at(18, 30),
        "now": None,
        "day": (NEXT_LINE,),
        "book_minutes": (15, 30),
        "extend_minutes": (),
        "actions": (VisitorAct.BOOK_NOW, VisitorAct.CALL_STAFF),
    }
    return a_room(SpaceStatus.FREE, **(fields | more))


def a_day(day: int, *spans: tuple[str, str, Mode], known: bool = True) -> DayHours:
    made = tuple(HoursSpan(opens=opens, closes=closes, mode=mode) for opens, closes, mode in spans)
    return DayHours(day=date(2026, 11, day), known=known, spans=made)


WEEK = (
    *(
        a_day(day, ("08:00", "10:00", Mode.STAFFED_SELF_SERVICE), ("10:00", "18:30", Mode.SERVICE))
        for day in range(23, 28)
    ),
    a_day(28),
    a_day(29, known=False),
)


def a_lobby(**more: Any) -> LobbyView:
    fields: dict[str, Any] = {
        "today": WEEK[1],
        "week": WEEK,
        "spaces": (
            SpaceLine(space="a", name="Pelihuone", status=SpaceStatus.IN_USE, until=at(18)),
            SpaceLine(space="b", name="Pienryhmätila", status=SpaceStatus.FREE, next_start=at(19)),
        ),
        "events": (EventLine(start=at(17, 30), end=at(19), title="Lautapeli-ilta", place="Pelihuone"),),
        "inside": 23,
        "capacity": 180,
    }
    return LobbyView(**(fields | more))


def a_view(shown: RoomView | LobbyView | None = None, **more: Any) -> m.DisplayView:
    shown = shown or a_room()
    is_room = isinstance(shown, RoomView)
    view = m.DisplayView(
        id="v1",
        ts=NOW,
        display="game-room-door",
        name="Pelihuone",
        kind=DisplayKind.ROOM if is_room else DisplayKind.LOBBY,
        library="Kalajoen kirjasto",
        timezone="Europe/Helsinki",
        mode=Mode.SERVICE,
        mode_until=at(18, 30),
        next_mode=Mode.UNSTAFFED_SELF_SERVICE,
        room=shown if isinstance(shown, RoomView) else None,
        lobby=shown if isinstance(shown, LobbyView) else None,
    )
    return replace(view, **more)
