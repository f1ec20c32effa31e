"""Recorded messages of every released schema are read and written the same, under both import names.

Files under golden/ are append-only: SHA256SUMS pins each. A file goes only when MIN_SCHEMA_VERSION passes it.
"""

import hashlib
import importlib
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from custom_components.kalajoki_library.contract.topics import TABLE, Row

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("v*/*/*.json"))
NAMES = ("custom_components.kalajoki_library.contract", "mqtt_bridge.contract")


@pytest.fixture(params=NAMES)
def contract(request: pytest.FixtureRequest) -> ModuleType:
    importlib.import_module(f"{request.param}.topics")
    return importlib.import_module(request.param)


def read_and_written(contract: ModuleType, file: Path) -> tuple[bytes, bytes]:
    """Return a recorded message and what becomes of it when it is read and written back."""
    (row,) = (row for row in contract.topics.TABLE if row.name == file.parent.name)
    raw = file.read_bytes().rstrip(b"\n")
    return raw, contract.encode(contract.decode(row.message, raw))


def is_within(recorded: Any, written: Any) -> bool:
    """Whether everything recorded was written back; fields that are newer than the record may be added."""
    if isinstance(recorded, dict) and isinstance(written, dict):
        return all(key in written and is_within(recorded[key], written[key]) for key in recorded)
    if isinstance(recorded, list) and isinstance(written, list):
        return len(recorded) == len(written) and all(map(is_within, recorded, written, strict=True))
    return bool(recorded == written)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_recorded_message_is_read_and_written_back_without_a_loss(contract: ModuleType, file: Path) -> None:
    raw, written = read_and_written(contract, file)

    assert is_within(json.loads(raw), json.loads(written))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_the_present_form_of_every_message_is_recorded(contract: ModuleType, row: Row) -> None:
    """A new field needs a new record: at least one is written back byte by byte."""
    pairs = [read_and_written(contract, file) for file in FILES if file.parent.name == row.name]

    assert any(raw == written for raw, written in pairs)


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
