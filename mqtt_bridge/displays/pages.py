"""A view and an instant to HTML. Pure: the same view and instant give the same page."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..contract.messages import DisplayView
from ..contract.messages.display import BookingLine, EventLine, LobbyView, RoomView, SpaceLine
from ..contract.messages.opening import DayHours
from ..contract.words import (
    CrowdLevel,
    DayKind,
    DisplayKind,
    Mode,
    SpaceKind,
    SpaceStatus,
    VisitorAct,
)
from .texts import LANGUAGES, NAMES, WEEKDAYS_SHORT, text
from .times import Local

MOST_EVENTS = 4
ICONS = {
    SpaceStatus.FREE: "free",
    SpaceStatus.RESERVED_SOON: "soon",
    SpaceStatus.AWAITING_CHECK_IN: "awaiting",
    SpaceStatus.IN_USE: "busy",
    SpaceStatus.OVERRUN: "overrun",
    SpaceStatus.TURNAROUND: "turnaround",
    SpaceStatus.OUT_OF_SERVICE: "out",
    SpaceStatus.CLOSED: "closed",
    SpaceStatus.UNKNOWN: "unknown",
}
LASTING = (
    SpaceStatus.IN_USE,
    SpaceStatus.TURNAROUND,
    SpaceStatus.AWAITING_CHECK_IN,
    SpaceStatus.OUT_OF_SERVICE,
)
OPEN_MODES = (
    Mode.SERVICE,
    Mode.STAFFED_SELF_SERVICE,
    Mode.UNSTAFFED_SELF_SERVICE,
    Mode.EVENT_ONLY,
)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def build(assets: dict[str, str]) -> str:
    """Return a name that changes with the page's own files: a page of another build loads itself anew."""
    return "-".join(url.split(".")[-2] for _name, url in sorted(assets.items()))


def page(display: str, view: DisplayView | None, now: datetime, language: str, assets: dict[str, str]) -> str:
    """Return the whole document; a waiting page while no view has come."""
    return (
        _environment()
        .get_template("page.html")
        .render(
            display=display,
            language=language,
            languages=[(code, NAMES[code]) for code in LANGUAGES],
            assets=assets,
            build=build(assets),
            title=view.name if view else display,
            kind=view.kind.value if view else "waiting",
            content=Markup(fragment(display, view, now, language)),  # noqa: S704 - rendered with escaping below
            t=_texts(language),
        )
    )


def index(displays: list[tuple[str, DisplayView]], assets: dict[str, str]) -> str:
    """Return a plain list of the displays, for whoever hangs them up."""
    return _environment().get_template("index.html").render(displays=displays, assets=assets)


def fragment(display: str, view: DisplayView | None, now: datetime, language: str) -> str:
    """Return the part that changes."""
    if view is None:
        return _render("waiting.html", language, display=display)
    local = Local(language, ZoneInfo(view.timezone))
    shared = {
        "view": view,
        "mode": _mode(view, local, now),
        "emergency": _is_emergency(view.mode),
        "notice": "" if view.message is None else str(getattr(view.message, language)),
        "full": view.crowd is CrowdLevel.FULL,
        "today": local.day(now.astimezone(local.zone).date()),
    }
    if view.kind is DisplayKind.ROOM and view.room is not None:
        return _render("room.html", language, **shared, room=_room(view.room, local, now))
    if view.lobby is not None:
        return _render("lobby.html", language, **shared, lobby=_lobby(view.lobby, view.crowd, local, now))
    return _render("waiting.html", language, display=display)


def boundary(view: DisplayView, now: datetime) -> datetime | None:
    """Return when the page of this view changes by itself, if it does."""
    room = view.room
    instants = [view.mode_until]
    if room is not None:
        instants += [
            room.until,
            room.release_at,
            room.undo_until,
            room.frees_at,
            *(end for line in room.day for end in (line.start, line.end)),
        ]
    if view.lobby is not None:
        instants += [at for line in view.lobby.spaces for at in (line.until, line.next_start)]
        instants += [event.end for event in view.lobby.events]
    return min((one for one in instants if one is not None and one > now), default=None)


def _render(template: str, language: str, **values: Any) -> str:
    return _environment().get_template(template).render(t=_texts(language), language=language, **values)


def _texts(language: str) -> Any:
    def t(key: str, **values: str) -> str:
        return text(key, language, **values)

    return t


def _is_emergency(mode: Mode) -> bool:
    return mode in (Mode.EVACUATION, Mode.LOCKDOWN)


def _mode(view: DisplayView, local: Local, now: datetime) -> dict[str, Any]:
    language = local.language
    words: dict[str, Any] = {
        "name": text(f"mode.{view.mode}", language),
        "about": text(f"about.{view.mode}", language),
        "when": "",
        "code": view.mode.value,
        # Nobody looks for a language button in an emergency.
        "others": [
            {
                "language": one,
                "name": text(f"mode.{view.mode}", one),
                "about": text(f"about.{view.mode}", one),
            }
            for one in LANGUAGES
            if one != language
        ],
    }
    if view.message is not None:
        words["about"] = str(getattr(view.message, language))
    if view.mode_until is None or view.mode_until <= now:
        return words
    if view.mode is Mode.CLOSED and view.next_mode in OPEN_MODES:
        words["when"] = local.opens(view.mode_until, now)
    elif view.mode in OPEN_MODES:
        words["when"] = local.until(view.mode_until, now)
        if view.next_mode in OPEN_MODES:
            words["when"] += ", " + text("then", language, what=text(f"short.{view.next_mode}", language))
    return words


def _room(room: RoomView, local: Local, now: datetime) -> dict[str, Any]:
    """A view that outlived its `until` is not believed: it shows no booking that is over (V3)."""
    passed = room.until is not None and room.until <= now
    status = SpaceStatus.UNKNOWN if passed else room.status
    current = room.now if room.now is not None and room.now.end > now else None
    following = next((line for line in room.day if line.start > now), None)
    return {
        "view": room,
        "status": status.value,
        "icon": ICONS[status],
        "word": text(f"status.{status}", local.language),
        "size": _size(text(f"status.{status}", local.language)),
        "until": _until(room, status, local, now),
        "until_at": None if passed else room.until,
        "now": _line(current, local),
        "next": _line(following, local),
        # What is not known is not "no booking".
        "nothing_now": "not_known" if status is SpaceStatus.UNKNOWN else "nothing_now",
        "nothing_next": "not_known" if status is SpaceStatus.UNKNOWN else "nothing_next",
        "bar": _bar(room, local),
        "acts": [] if passed else _acts(room, local.language, now),
        "told": None if passed else _told(room, local, now),
        "capacity": text("capacity", local.language, count=str(room.capacity)) if room.capacity else "",
    }


def _told(room: RoomView, local: Local, now: datetime) -> dict[str, str] | None:
    """What a visitor should know just now, and until when it is so (B6)."""
    if room.release_at is not None and now < room.release_at:
        words = text("check_in_by", local.language, time=local.clock(room.release_at))
        return {"text": words, "end": room.release_at.isoformat()}
    if room.undo_until is not None and now < room.undo_until:
        return {"text": text("released", local.language), "end": room.undo_until.isoformat()}
    if room.vacated and room.frees_at is not None and now < room.frees_at:
        words = text("vacated_frees", local.language, time=local.clock(room.frees_at))
        return {"text": words, "end": room.frees_at.isoformat()}
    end = room.until.isoformat() if room.until is not None else ""
    if room.status is SpaceStatus.OVERRUN:
        return {"text": text("overrun", local.language), "end": end}
    if room.ends_soon:
        if room.space_kind is SpaceKind.EQUIPMENT:
            return {"text": text("ends_soon_equipment", local.language), "end": end}
        return {"text": text("ends_soon", local.language), "end": end}
    return {"text": text("vacated", local.language), "end": end} if room.vacated else None


def _size(word: str) -> str:
    """Say how much room the longest part of a word takes, since it must never be cut."""
    longest = max(len(part) for part in word.split())
    if longest <= 6 and len(word) <= 6:
        return "short"
    return "medium" if longest <= 8 else "wide" if longest <= 10 else "long"


def _until(room: RoomView, status: SpaceStatus, local: Local, now: datetime) -> str:
    if status in (SpaceStatus.UNKNOWN, SpaceStatus.OVERRUN):
        return ""
    if room.until is None:
        return text("rest_of_day", local.language) if status is SpaceStatus.FREE else ""
    if status is SpaceStatus.CLOSED:
        return local.opens(room.until, now)
    if status is SpaceStatus.RESERVED_SOON:
        return text("starting", local.language, time=local.clock(room.until))
    return local.until(room.until, now)


def _line(line: BookingLine | None, local: Local) -> dict[str, str] | None:
    if line is None:
        return None
    return {
        "title": line.title or text("booking", local.language),
        "time": f"{local.clock(line.start)}–{local.clock(line.end)}",
        "start": line.start.isoformat(),
        "end": line.end.isoformat(),
    }


def _bar(room: RoomView, local: Local) -> dict[str, Any]:
    """The day line, from whole hour to whole hour, in thousandths of its length."""
    start = room.day_start.astimezone(local.zone).replace(minute=0, second=0, microsecond=0)
    end = room.day_end.astimezone(local.zone)
    if end != end.replace(minute=0, second=0, microsecond=0):
        end = end.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    length = max((end - start) / timedelta(hours=1), 1)

    def place(instant: datetime) -> float:
        hours = (instant - start) / timedelta(hours=1)
        return round(min(max(hours / length, 0), 1) * 1000, 1)

    blocks = [
        {
            "x": place(line.start),
            "width": max(place(line.end) - place(line.start), 4),
            "time": f"{local.clock(line.start)}–{local.clock(line.end)}",
        }
        for line in room.day
    ]
    step = next(
        (one for one in (1, 2, 3, 4, 6) if length / one <= 8 and length % one == 0), max(1, round(length / 6))
    )
    hours = [local.clock(start + timedelta(hours=hour)) for hour in range(0, int(length) + 1, step)]
    return {"blocks": blocks, "hours": hours, "start": start.isoformat(), "end": end.isoformat()}


def _acts(room: RoomView, language: str, now: datetime) -> list[dict[str, Any]]:
    """Buttons in groups: lengths under their act's name, then what needs no length."""
    groups: list[dict[str, Any]] = []
    firsts = [VisitorAct.CHECK_IN]
    if room.undo_until is not None and now < room.undo_until:
        firsts.append(VisitorAct.UNDO_RELEASE)
    firsts = [act for act in firsts if act in room.actions]
    groups += [{"title": "", "buttons": [_button(act, room, language)]} for act in firsts]
    for act, lengths in (
        (VisitorAct.BOOK_NOW, room.book_minutes),
        (VisitorAct.EXTEND, room.extend_minutes),
    ):
        if act in room.actions and lengths:
            buttons = [_button(act, room, language, minutes) for minutes in lengths]
            groups.append({"title": text(f"act.{act}", language), "buttons": buttons})
    plain = [one for one in (VisitorAct.END, VisitorAct.CALL_STAFF) if one in room.actions]
    if plain:
        groups.append({"title": "", "buttons": [_button(act, room, language) for act in plain]})
    return groups


def _button(act: VisitorAct, room: RoomView, language: str, minutes: int | None = None) -> dict[str, Any]:
    label = text(f"act.{act}", language)
    if minutes is not None:
        label = text("minutes", language, count=str(minutes))
    return {
        "act": act.value,
        "minutes": minutes,
        "label": label,
        "ref": room.now.ref if room.now else "",
    }


def _lobby(lobby: LobbyView, crowd: CrowdLevel | None, local: Local, now: datetime) -> dict[str, Any]:
    return {
        "view": lobby,
        "today": _hours(lobby.today, local),
        "week": [{**_hours(day, local), "is_today": day.day == lobby.today.day} for day in lobby.week],
        "legend": [
            {"mode": mode.value, "word": text(f"short.{mode}", local.language)}
            for mode in OPEN_MODES
            if any(span.mode is mode for day in lobby.week for span in day.spans)
        ],
        "spaces": [_space(line, local, now) for line in lobby.spaces],
        "events": [_event(one, local, now) for one in lobby.events if one.end > now][:MOST_EVENTS],
        "level": _level(lobby, crowd),
    }


def _event(event: EventLine, local: Local, now: datetime) -> dict[str, str]:
    start = event.start.astimezone(local.zone)
    is_today = start.date() <= now.astimezone(local.zone).date()
    day = "" if is_today else f"{WEEKDAYS_SHORT[local.language][start.weekday()]} "
    return {
        "time": f"{day}{local.clock(event.start)}–{local.clock(event.end)}",
        "title": event.title,
        "place": event.place,
        "end": event.end.isoformat(),
    }


def _hours(day: DayHours, local: Local) -> dict[str, Any]:
    language = local.language
    spans = [
        {
            "time": local.stretch(span.opens, span.closes),
            "mode": span.mode.value,
            "word": text(f"short.{span.mode}", language),
        }
        for span in day.spans
        if span.mode in OPEN_MODES
    ]
    empty = "" if spans else text("closed_day" if day.known else "unknown_day", language)
    return {
        "short": WEEKDAYS_SHORT[language][day.day.weekday()],
        "name": local.day(day.day),
        "spans": spans,
        "empty": empty,
        "mark": _mark(day, language),
    }


def _mark(day: DayHours, language: str) -> str:
    """Return in words why a day has other hours than its weekday; "" for a usual one (H8)."""
    if day.kind in (DayKind.USUAL, DayKind.UNKNOWN):
        return ""
    return day.note or text(f"day.{day.kind}", language)


def _space(line: SpaceLine, local: Local, now: datetime) -> dict[str, str]:
    passed = line.until is not None and line.until <= now
    status = SpaceStatus.UNKNOWN if passed else line.status
    detail, until = "", line.until
    if status is SpaceStatus.FREE and line.next_start is not None and line.next_start > now:
        detail, until = text("from", local.language, time=local.clock(line.next_start)), line.next_start
    elif line.until is not None and status is SpaceStatus.RESERVED_SOON:
        detail = text("starting", local.language, time=local.clock(line.until))
    elif line.until is not None and status is SpaceStatus.CLOSED:
        detail = local.opens(line.until, now)
    elif line.until is not None and status in LASTING:
        detail = local.until(line.until, now)
    return {
        "name": line.name,
        "status": status.value,
        "icon": ICONS[status],
        "word": text(f"status.{status}", local.language),
        "detail": detail,
        "until": until.isoformat() if until is not None and detail else "",
    }


def _level(lobby: LobbyView, crowd: CrowdLevel | None) -> dict[str, Any] | None:
    """How many visitors there are, and in a word how full it is; what is not known is not shown as room."""
    level = "" if crowd in (None, CrowdLevel.UNKNOWN) else str(crowd)
    if lobby.inside is None:
        return None
    return {"count": lobby.inside, "level": level}
