"""Errors have one root per package, modules say what they are, generated files are up to date."""

import ast
from enum import Enum, StrEnum
import importlib
from itertools import product
from pathlib import Path
import pkgutil
import subprocess
from types import ModuleType

import pytest

from custom_components.kalajoki_library.contract import words as contract_words
import custom_components.kalajoki_library.core as core_package
from custom_components.kalajoki_library.core import words as core_words
from custom_components.kalajoki_library.core.access.lock import Lock
from custom_components.kalajoki_library.core.displays.displays import AT_A_ROOM, IN_THE_LOBBY
from custom_components.kalajoki_library.core.ids import DoorId, LockId
from custom_components.kalajoki_library.core.opening.routine import Routine, RoutineSettings
from custom_components.kalajoki_library.core.spaces.life import UNTOUCHED, Stage
from custom_components.kalajoki_library.core.spaces.returns import Course
from custom_components.kalajoki_library.core.words import RoutineState, Sync

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for folder in ("custom_components/kalajoki_library", "mqtt_bridge", "grafana", "demo")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "mqtt_bridge/contract" not in path.as_posix()
]
ROOTS = {
    "custom_components.kalajoki_library.core.errors": "LibraryError",
    "custom_components.kalajoki_library.contract.errors": "ContractError",
    "mqtt_bridge.errors": "BridgeError",
}


@pytest.mark.parametrize(("name", "root"), ROOTS.items())
def test_every_error_derives_from_its_packages_root(name: str, root: str) -> None:
    module = importlib.import_module(name)
    errors = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, BaseException) and one.__module__ == name
    ]

    assert len(errors) > 1
    assert [one.__name__ for one in errors if not issubclass(one, getattr(module, root))] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_owns(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert doc or path.stat().st_size == 0


type State = Enum | tuple[Enum, Enum | None]
type Table = dict[tuple[Enum, Enum], State]


def next_state(after: State) -> Enum:
    """A table may say beside the next state what is counted."""
    return after[0] if isinstance(after, tuple) else after


def machines() -> list[ModuleType]:
    names = [info.name for info in pkgutil.walk_packages(core_package.__path__, f"{core_package.__name__}.")]
    return [module for module in map(importlib.import_module, names) if hasattr(module, "TRANSITIONS")]


def test_every_state_machine_says_what_every_event_does_in_every_state() -> None:
    found = machines()

    assert found
    for module in found:
        table: Table = module.TRANSITIONS
        states = type(next(iter(table))[0])
        events = type(next(iter(table))[1])
        missing = set(product(states, events)) - table.keys() - module.IGNORED
        assert not missing, f"{module.__name__}: {sorted(missing)}"
        assert not table.keys() & module.IGNORED, module.__name__
        assert {type(next_state(after)) for after in table.values()} == {states}, module.__name__


def test_every_state_can_be_reached_from_the_first_one() -> None:
    first: dict[type[Enum], Enum] = {
        Sync: Lock(LockId("lock"), DoorId("door")).sync,
        Stage: UNTOUCHED.stage,
        Course: Course.RETRYING,
        RoutineState: Routine(RoutineSettings()).state,
    }
    for module in machines():
        table: Table = module.TRANSITIONS
        states = type(next(iter(table))[0])
        reached: set[Enum] = {first[states]}
        while more := {next_state(table[key]) for key in table if key[0] in reached} - reached:
            reached |= more
        assert reached == set(states), module.__name__


@pytest.mark.parametrize("name", ["Leaf", "ModeSource", "SpaceStatus", "DoorRole", "DisplayKind", "Mode"])
def test_core_and_contract_share_a_vocabulary(name: str) -> None:
    core, wire = getattr(core_words, name), getattr(contract_words, name)

    assert {word.value for word in wire} - {word.value for word in core} <= {"unknown"}
    assert {word.value for word in core} <= {word.value for word in wire}


@pytest.mark.parametrize(
    ("core", "wire"),
    [
        (core_words.Bolt, contract_words.BoltState),
        (core_words.Desired, contract_words.DoorDesired),
        (core_words.Sync, contract_words.DoorSync),
        (core_words.ActCode, contract_words.ActCode),
        (core_words.OrganiserKind, contract_words.OrganiserKind),
        (core_words.BookingOutcome, contract_words.BookingOutcome),
    ],
)
def test_a_word_of_the_core_has_the_same_word_on_the_wire(
    core: type[StrEnum], wire: type[contract_words.Word]
) -> None:
    assert {word.value for word in core} | {"unknown"} == {word.value for word in wire}


def test_a_visitor_can_ask_on_the_wire_for_what_a_display_offers() -> None:
    wire = {act.value for act in contract_words.VisitorAct}

    assert {act.value for act in AT_A_ROOM | IN_THE_LOBBY} <= wire
    # Feedback is a record, it changes nothing in the building.
    assert wire - {act.value for act in core_words.Act} == {"feedback", "unknown"}


@pytest.mark.parametrize(
    ("script", "committed"),
    [("write-contract-docs", "docs/contract"), ("draw-state-machines", "docs")],
)
def test_generated_documents_are_what_the_code_says(script: str, committed: str, tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts" / script, "--out", tmp_path], check=True, cwd=ROOT)

    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert made
    for name, content in made.items():
        assert (ROOT / committed / name).read_bytes() == content, name


def test_no_generated_schema_is_left_over(tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts/write-contract-docs", "--out", tmp_path], check=True, cwd=ROOT)

    made = {path.name for path in (tmp_path / "schema").iterdir()}
    assert made == {path.name for path in (ROOT / "docs/contract/schema").iterdir()}
