"""Recorded messages of every released schema are read and written the same, under both import names.

Files under golden/ are append-only: SHA256SUMS pins each. A file goes only when MIN_SCHEMA_VERSION passes it.
"""

import hashlib
import importlib
from pathlib import Path
from types import ModuleType

import pytest

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("v*/*/*.json"))
NAMES = ("custom_components.kalajoki_library.contract", "mqtt_bridge.contract")


@pytest.fixture(params=NAMES)
def contract(request: pytest.FixtureRequest) -> ModuleType:
    importlib.import_module(f"{request.param}.topics")
    return importlib.import_module(request.param)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_recorded_message_is_read_and_written_back_unchanged(contract: ModuleType, file: Path) -> None:
    (row,) = (row for row in contract.topics.TABLE if row.name == file.parent.name)
    raw = file.read_bytes().rstrip(b"\n")

    assert contract.encode(contract.decode(row.message, raw)) == raw


def test_every_row_of_the_table_has_a_recorded_message(contract: ModuleType) -> None:
    recorded = {file.parent.name for file in FILES}

    assert {row.name for row in contract.topics.TABLE} == recorded


def test_recorded_messages_are_never_changed_and_all_are_pinned() -> None:
    lines = (GOLDEN / "SHA256SUMS").read_text().splitlines()
    pinned = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = {
        file.relative_to(GOLDEN).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in FILES
    }

    assert found == pinned


def test_the_two_names_are_two_sets_of_classes_so_only_bytes_may_cross() -> None:
    one, other = (importlib.import_module(f"{name}.messages.space").SpaceState for name in NAMES)

    assert one is not other
