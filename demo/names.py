"""What the demo's library and its parts are called, in English and in Finnish."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What things are called; ids follow from the names, as in every library."""

    library: str
    game_room: str
    game_room_id: str
    small_group_room: str
    small_group_room_id: str
    entrance: str
    entrance_id: str
    game_room_door: str
    game_room_door_id: str
    printer: str
    printer_id: str
    lobby: str
    counter: str
    game_evening: str
    homework: str
    concert: str
    devices: Mapping[str, str]


ENGLISH = Names(
    library="Kalajoki library",
    game_room="Game room",
    game_room_id="game_room",
    small_group_room="Small-group room",
    small_group_room_id="small_group_room",
    entrance="Entrance",
    entrance_id="entrance",
    game_room_door="Game room door",
    game_room_door_id="game_room_door",
    printer="3D printer",
    printer_id="3d_printer",
    lobby="Lobby",
    counter="Visitors",
    game_evening="Board game evening",
    homework="Homework group",
    concert="Event: evening concert",
    devices={
        "entrance_strike": "Entrance strike",
        "entrance_contact": "Entrance contact",
        "lobby_counter": "Visitor counter",
        "lobby_air": "Lobby air",
        "desk_button": "Desk button",
        "game_room_lock": "Game room lock",
        "game_room_contact": "Game room contact",
        "game_room_presence": "Game room presence",
        "game_room_air": "Game room air",
        "small_group_room_presence": "Small-group room presence",
    },
)
FINNISH = Names(
    library="Kalajoen kirjasto",
    game_room="Pelihuone",
    game_room_id="pelihuone",
    small_group_room="Pienryhmähuone",
    small_group_room_id="pienryhmahuone",
    entrance="Pääovi",
    entrance_id="paaovi",
    game_room_door="Pelihuoneen ovi",
    game_room_door_id="pelihuoneen_ovi",
    printer="3D-tulostin",
    printer_id="3d_tulostin",
    lobby="Aula",
    counter="Kävijälaskuri",
    game_evening="Lautapeli-ilta",
    homework="Läksyryhmä",
    concert="Tapahtuma: iltakonsertti",
    devices={
        "entrance_strike": "Pääoven sähkölukko",
        "entrance_contact": "Pääoven ovikosketin",
        "lobby_counter": "Aulan kävijälaskuri",
        "lobby_air": "Aulan ilmanlaatu",
        "desk_button": "Palvelupisteen painike",
        "game_room_lock": "Pelihuoneen lukko",
        "game_room_contact": "Pelihuoneen ovikosketin",
        "game_room_presence": "Pelihuoneen läsnäolotunnistin",
        "game_room_air": "Pelihuoneen ilmanlaatu",
        "small_group_room_presence": "Pienryhmähuoneen läsnäolotunnistin",
    },
)
NAMES = {"en": ENGLISH, "fi": FINNISH}
