"""Errors have one root per package, modules say what they are, generated files are up to date."""

import ast
from enum import Enum
import importlib
from itertools import product
from pathlib import Path
import pkgutil
import subprocess
from types import ModuleType

import pytest

import custom_components.kalajoki_library.core as core_package

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


def machines() -> list[ModuleType]:
    names = [info.name for info in pkgutil.walk_packages(core_package.__path__, f"{core_package.__name__}.")]
    return [module for module in map(importlib.import_module, names) if hasattr(module, "TRANSITIONS")]


def test_every_state_machine_says_what_every_event_does_in_every_state() -> None:
    found = machines()

    assert found
    for module in found:
        table: dict[tuple[Enum, Enum], Enum] = module.TRANSITIONS
        states = type(next(iter(table))[0])
        events = type(next(iter(table))[1])
        missing = set(product(states, events)) - table.keys() - module.IGNORED
        assert not missing, f"{module.__name__}: {sorted(missing)}"
        assert not table.keys() & module.IGNORED, module.__name__
        assert {type(state) for state in table.values()} == {states}, module.__name__


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
