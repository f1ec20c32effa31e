"""The core's views and effects as contract messages, and acts at displays as the core's events. Pure."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .announcement_texts import shown
from .contract import messages as m, words as w
from .contract.messages import display as d
from .contract.messages.envelope import Span
from .contract.messages.opening import DayHours, HoursSpan
from .core import effects as fx, views as v
from .core.events import ActAsked
from .core.ids import DisplayId, RequestId, SpaceId
from .core.opening import staff
from .core.words import Act, Actor

_ACTS = {
    w.VisitorAct.BOOK_NOW: Act.BOOK_NOW,
    w.VisitorAct.CHECK_IN: Act.CHECK_IN,
    w.VisitorAct.EXTEND: Act.EXTEND,
    w.VisitorAct.END: Act.END,
    w.VisitorAct.UNDO_RELEASE: Act.UNDO_RELEASE,
    w.VisitorAct.CALL_STAFF: Act.CALL_STAFF,
}
type Envelope = dict[str, Any]

# A calendar's title may be of any length; a screen has one line.
LONGEST_TITLE = 200


def public_rule(rule: str) -> str:
    """Return why a mode holds as anybody may know it: not whether staff are in the building (S8)."""
    return "H1:plan" if rule in (staff.JOINED, staff.MISSING) else rule


def opening_state(view: v.OpeningView, envelope: Envelope) -> m.OpeningState:
    """Return the building's mode."""
    minutes = None
    if view.since is not None and view.until is not None:
        minutes = (view.until - view.since).total_seconds() / 60
    return m.OpeningState(
        **envelope,
        mode=w.Mode(view.mode),
        source=w.ModeSource(view.source),
        rule=public_rule(view.rule),
        since=view.since,
        until=view.until,
        next_mode=_mode(view.next_mode),
        override=view.override_mode is not None,
        minutes_planned=minutes,
    )


def door_state(view: v.DoorView, envelope: Envelope) -> m.DoorState:
    """Return a door's desired and actual state."""
    return m.DoorState(
        **envelope,
        door=view.door,
        name=view.name,
        role=w.DoorRole(view.role),
        desired=w.DoorDesired(view.desired),
        rule=view.rule,
        actual=w.BoltState(view.actual),
        leaf=w.Leaf(view.leaf),
        sync=w.DoorSync(view.sync),
        until=view.until,
        automatic=view.automatic,
        space=view.space,
    )


def door_plan(view: v.DoorView, envelope: Envelope, now: datetime) -> m.DoorPlan:
    """Return when a door stands unlocked, as far as is known; nothing is known without `plan_until`."""
    return m.DoorPlan(
        **envelope,
        door=view.door,
        valid_until=view.plan_until or now,
        unlocked=tuple(Span(start=one.start, end=one.end) for one in view.plan) if view.plan_until else (),
    )


def space_state(view: v.SpaceView, envelope: Envelope) -> m.SpaceState:
    """Return a space's state, without any title."""
    return m.SpaceState(
        **envelope,
        space=view.space,
        name=view.name,
        status=w.SpaceStatus(view.status),
        since=view.since,
        until=view.until,
        occupied=view.occupied,
        people=view.people,
        booked=view.now is not None,
        bookings_today=view.bookings_today,
        bookings_live=view.bookings_live,
    )


def display_view(view: v.DisplayDataView, envelope: Envelope) -> m.DisplayView:
    """Return everything a display shows."""
    return m.DisplayView(
        **envelope,
        display=view.display,
        name=view.name,
        kind=w.DisplayKind(view.kind),
        library=view.library,
        timezone=view.timezone,
        mode=w.Mode(view.mode),
        mode_until=view.mode_until,
        next_mode=_mode(view.next_mode),
        message=None if view.notice is None else shown(view.notice, ZoneInfo(view.timezone)),
        room=_room(view.room) if view.room is not None else None,
        lobby=_lobby(view.lobby) if view.lobby is not None else None,
        crowd=None if view.crowd is None else w.CrowdLevel(view.crowd),
    )


def act_asked(action: m.DisplayAction, display: str) -> ActAsked | None:
    """Return the act, None for one that is not the core's business."""
    act = _ACTS.get(action.action)
    if act is None:
        return None
    return ActAsked(
        request=RequestId(action.id),
        actor=Actor.VISITOR,
        act=act,
        not_after=action.not_after,
        space=SpaceId(action.space) if action.space else None,
        display=DisplayId(display),
        ref=action.ref,
        minutes=action.minutes,
    )


def display_result(answer: fx.Answer, now: datetime) -> m.DisplayResult:
    """Return what became of an act."""
    code = w.ActCode(answer.code)
    return m.DisplayResult(
        id=answer.request, ts=now, ok=code is w.ActCode.DONE, code=code, until=answer.until
    )


def mode_record(change: fx.ModeChanged, envelope: Envelope) -> m.ModeRecord:
    """Return the record of a mode change."""
    return m.ModeRecord(
        **envelope,
        mode=w.Mode(change.mode),
        previous=w.Mode(change.previous),
        source=w.ModeSource(change.source),
        rule=public_rule(change.rule),
    )


def booking_record(step: fx.BookingRecorded, envelope: Envelope) -> m.BookingRecord:
    """Return the record of a step in a booking's life."""
    return m.BookingRecord(
        **envelope,
        space=step.space,
        organiser=w.OrganiserKind(step.organiser),
        outcome=w.BookingOutcome(step.outcome),
        reserved_min=step.reserved_min,
        used_min=step.used_min,
        lead_min=step.lead_min,
        attendees=step.attendees,
        powered_min=step.powered_min,
        energy_kwh=step.energy_kwh,
    )


def visit_record(visits: fx.VisitsCounted, capacity: int | None, envelope: Envelope) -> m.VisitRecord:
    """Return the record of people passing."""
    return m.VisitRecord(
        **envelope,
        zone=visits.zone,
        inside=visits.inside,
        entered=visits.entered,
        left=visits.left,
        capacity=capacity,
        mode=w.Mode(visits.mode),
        corrected=visits.corrected,
    )


def _mode(mode: str | None) -> w.Mode | None:
    return None if mode is None else w.Mode(mode)


def _room(view: v.RoomDisplayView) -> d.RoomView:
    acts = {core: wire for wire, core in _ACTS.items()}
    return d.RoomView(
        space=view.space,
        name=view.name,
        status=w.SpaceStatus(view.status),
        since=view.since,
        until=view.until,
        now=_line(view.now),
        next=_line(view.next),
        day=tuple(line for one in view.day if (line := _line(one)) is not None),
        day_start=view.day_start,
        day_end=view.day_end,
        capacity=view.capacity,
        book_minutes=view.book_minutes,
        extend_minutes=view.extend_minutes,
        actions=tuple(acts[act] for act in view.acts if act in acts),
        bookings_live=view.bookings_live,
        release_at=view.release_at,
        undo_until=view.undo_until,
        vacated=view.vacated,
        frees_at=view.frees_at,
        ends_soon=view.ends_soon,
        space_kind=w.SpaceKind(view.kind),
    )


def _line(line: v.BookingLineView | None) -> d.BookingLine | None:
    if line is None:
        return None
    return d.BookingLine(
        ref=line.ref,
        start=line.start,
        end=line.end,
        title=line.title[:LONGEST_TITLE],
        checked_in=line.checked_in,
    )


def _lobby(view: v.LobbyDisplayView) -> d.LobbyView:
    return d.LobbyView(
        today=_day(view.today),
        week=tuple(_day(day) for day in view.week),
        spaces=tuple(
            d.SpaceLine(
                space=one.space,
                name=one.name,
                status=w.SpaceStatus(one.status),
                until=one.until,
                next_start=one.next_start,
            )
            for one in view.spaces
        ),
        events=tuple(
            d.EventLine(start=one.start, end=one.end, title=one.title[:LONGEST_TITLE], place=one.place)
            for one in view.events
        ),
        inside=view.inside,
        capacity=view.capacity,
        booking_url=view.booking_url,
    )


def _day(day: v.DayView) -> DayHours:
    spans = tuple(HoursSpan(opens=one.opens, closes=one.closes, mode=w.Mode(one.mode)) for one in day.spans)
    note = day.note[:LONGEST_TITLE]
    return DayHours(day=day.day, known=day.known, spans=spans, kind=w.DayKind(day.kind), note=note)
