"""Which display shows what, and what may be asked at it (V1, V2, V5)."""

from collections.abc import KeysView
from datetime import datetime

from ..events import ActAsked
from ..ids import DisplayId, SpaceId
from ..occupancy.occupancy import Occupancy
from ..opening.opening import Opening
from ..settings import Settings
from ..spaces.spaces import Spaces
from ..views import DisplayDataView
from ..words import Act, DisplayKind
from .lobby import lobby_view
from .room import room_view

AT_A_ROOM = frozenset({Act.BOOK_NOW, Act.CHECK_IN, Act.EXTEND, Act.END, Act.UNDO_RELEASE, Act.CALL_STAFF})
IN_THE_LOBBY = frozenset({Act.CALL_STAFF})


class Displays:
    """The displays of the building."""

    def __init__(self, settings: Settings, spaces: Spaces, opening: Opening, people: Occupancy) -> None:
        """Take what displays show."""
        self._settings = settings
        self._displays = {one.id: one for one in settings.displays}
        self._spaces, self._opening, self._people = spaces, opening, people

    @property
    def ids(self) -> KeysView[DisplayId]:
        """Return every display's id."""
        return self._displays.keys()

    def may(self, act: ActAsked) -> bool:
        """Whether an act may come from the display it says it comes from."""
        display = None if act.display is None else self._displays.get(act.display)
        if display is None:
            return False
        if display.kind is DisplayKind.LOBBY:
            return act.act in IN_THE_LOBBY
        return act.act in AT_A_ROOM and act.space in (None, display.space)

    def space_of(self, act: ActAsked) -> SpaceId | None:
        """Return the space an act is about: named, or the display's own."""
        if act.space is not None:
            return act.space
        display = None if act.display is None else self._displays.get(act.display)
        return None if display is None else display.space

    def view(self, display: DisplayId, now: datetime) -> DisplayDataView:
        """Return everything a display shows."""
        shown, opening, spaces = self._displays[display], self._opening, self._spaces
        is_room = shown.kind is DisplayKind.ROOM and shown.space is not None
        lobby = None
        if not is_room:
            lobby = lobby_view(self._settings, spaces, spaces.book, opening, self._people.people, now)
        room = None
        if is_room and shown.space is not None:
            room = room_view(spaces[shown.space], spaces.book, opening, now)
        return DisplayDataView(
            display=shown.id,
            name=shown.name,
            kind=shown.kind,
            library=self._settings.library,
            timezone=self._settings.timezone,
            mode=opening.mode,
            mode_until=opening.decision.until,
            next_mode=opening.decision.next_mode,
            crowd=self._people.crowding.public(opening.mode),
            room=room,
            lobby=lobby,
        )
