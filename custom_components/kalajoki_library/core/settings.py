"""The frozen configuration of the building; every number in [brackets] of the rules is a default here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from .errors import SettingsError
from .ids import CounterId, DisplayId, DoorId, LockId, SensorId, SourceId, SpaceId, SwitchId
from .opening.hours import WeeklyHours
from .opening.routine import RoutineSettings
from .opening.staff import StaffSettings
from .words import DisplayKind, DoorRole, GrantKind, HoursSource, JobPolicy, Mode, SpaceKind, VacatedPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentSettings:
    """How a bookable device gets power (B8). `power` is measured in watts, `energy` in kWh that only grow."""

    switch: SwitchId
    power: SensorId | None = None
    energy: SensorId | None = None
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    running_above_w: float = 20.0
    finish_job: JobPolicy = JobPolicy.HOLD
    longest_hold: timedelta = timedelta(hours=6)


BUILDING = "building"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceSettings:
    """A bookable space. `release_after` None: a booking nobody comes to stays (B6).

    `hours`: its own, in place of the building's; None: it has none of its own (H4).
    """

    id: SpaceId
    name: str
    source: SourceId
    capacity: int | None = None
    presence: tuple[SensorId, ...] = ()
    presence_hold: timedelta = timedelta(minutes=2)
    presence_checks_in: bool = True
    shows_titles: bool = False
    outside_hours: bool = False
    hours: WeeklyHours | None = None
    soon: timedelta = timedelta(minutes=15)
    check_in_opens: timedelta = timedelta(minutes=10)
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    release_after: timedelta | None = timedelta(minutes=15)
    release_undo: timedelta = timedelta(minutes=5)
    vacated: VacatedPolicy = VacatedPolicy.OFFER
    vacated_after: timedelta = timedelta(minutes=15)
    vacated_grace: timedelta = timedelta(minutes=5)
    ends_soon: timedelta = timedelta(minutes=5)
    book_minutes: tuple[int, ...] = (15, 30, 60)
    longest: timedelta = timedelta(hours=2)
    equipment: EquipmentSettings | None = None

    @property
    def kind(self) -> SpaceKind:
        """Return what is booked."""
        return SpaceKind.ROOM if self.equipment is None else SpaceKind.EQUIPMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSettings:
    """A door (D1). `egress_confirmed`: the installer says it can always be left from inside (D2)."""

    id: DoorId
    name: str
    role: DoorRole
    locks: tuple[LockId, ...]
    contact: SensorId | None = None
    unlocked_in: frozenset[Mode] = frozenset()
    grants: GrantKind = GrantKind.NONE
    spaces: tuple[SpaceId, ...] = ()
    grant_before: timedelta = timedelta(minutes=5)
    grant_after: timedelta = timedelta(0)
    egress_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSettings:
    """A part of the building in which people are counted (P1). `capacity` None: no limit of its own."""

    id: str
    name: str
    capacity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSettings:
    """A line that people cross, with cumulative totals in and out (P1). `bits` None: no wrap.

    Who enters comes into `zone`: out of `leads_from`, when the line lies between two zones; into the building
    as well, when the line of an inner zone is an outer door of the building (`is_entrance`).
    """

    id: CounterId
    entered: SensorId
    left: SensorId
    zone: str = BUILDING
    leads_from: str | None = None
    is_entrance: bool = False
    bits: int | None = None
    most_per_minute: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplaySettings:
    """A display and what it shows."""

    id: DisplayId
    name: str
    kind: DisplayKind
    space: SpaceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the building is configured with, checked on construction."""

    library: str
    timezone: str = "Europe/Helsinki"
    week: WeeklyHours | None = None
    hours_source: HoursSource = HoursSource.WEEKLY
    hours_subject: str = ""
    holidays: frozenset[date] = frozenset()
    eves: frozenset[date] = frozenset()
    hours_stale: timedelta = timedelta(hours=24)
    hours_run_out: timedelta = timedelta(days=7)
    spaces: tuple[SpaceSettings, ...] = ()
    doors: tuple[DoorSettings, ...] = ()
    counters: tuple[CounterSettings, ...] = ()
    zones: tuple[ZoneSettings, ...] = ()
    displays: tuple[DisplaySettings, ...] = ()
    staff: StaffSettings = field(default_factory=StaffSettings)
    routine: RoutineSettings = field(default_factory=RoutineSettings)
    fire_alarms: tuple[SensorId, ...] = ()
    capacity: int | None = None
    booking_url: str | None = None
    misses_tolerated: int = 2
    grants_expire: timedelta = timedelta(hours=12)
    zone: ZoneInfo = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be: unknown zones, ids used twice, doors or displays of no space."""
        try:
            object.__setattr__(self, "zone", ZoneInfo(self.timezone))
        except (KeyError, ValueError, OSError) as err:
            raise SettingsError("timezone", f"{self.timezone!r} is not a time zone") from err
        spaces = {space.id for space in self.spaces}
        for group in ("spaces", "doors", "counters", "zones", "displays"):
            ids = [item.id for item in getattr(self, group)]
            if twice := sorted({one for one in ids if ids.count(one) > 1}):
                raise SettingsError(group, f"{twice[0]!r} is there twice")
        for door in self.doors:
            _check_door(door, spaces)
        locks = [lock for door in self.doors for lock in door.locks]
        _check_shared("doors", "lock", "doors", locks)
        switches = [one.equipment.switch for one in self.spaces if one.equipment is not None]
        _check_shared("spaces", "switch", "devices", switches)
        for counter in self.counters:
            _check_counter(counter)
        if any(zone.id == BUILDING for zone in self.zones):
            raise SettingsError("zones", "the whole building is no zone of its own")
        for display in self.displays:
            if display.kind is DisplayKind.ROOM and display.space not in spaces:
                raise SettingsError(f"displays.{display.id}", "a room display needs a known space")

    def is_counted(self, zone: str) -> bool:
        """Whether a counter tells who is in a zone or, as BUILDING, in the building."""
        return any(
            zone in (one.zone, one.leads_from) or (one.is_entrance and zone == BUILDING)
            for one in self.counters
        )


def _check_shared(at: str, what: str, whose: str, names: Sequence[str]) -> None:
    if twice := sorted({one for one in names if names.count(one) > 1}):
        raise SettingsError(at, f"the {what} {twice[0]!r} belongs to two {whose}")


def _check_door(door: DoorSettings, spaces: set[SpaceId]) -> None:
    at = f"doors.{door.id}"
    if not door.egress_confirmed:
        problem = "confirm that it can always be left from inside (D2)"
        raise SettingsError(at, problem)
    if not door.locks:
        raise SettingsError(at, "needs at least one lock")
    if unknown := sorted(set(door.spaces) - spaces):
        raise SettingsError(at, f"{unknown[0]!r} is not a known space")
    if Mode.LOCKDOWN in door.unlocked_in or Mode.UNKNOWN in door.unlocked_in:
        raise SettingsError(at, "cannot stand unlocked in lockdown or in an unknown mode (H2, D9)")


def _check_counter(counter: CounterSettings) -> None:
    if counter.leads_from == counter.zone:
        raise SettingsError(f"counters.{counter.id}", "leads from a zone into the same one")
    if counter.leads_from is not None and counter.is_entrance:
        raise SettingsError(f"counters.{counter.id}", "a line between two zones is no outer door")
