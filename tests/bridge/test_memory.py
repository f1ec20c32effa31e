"""What the bridge must not forget is on disk before anybody relies on it."""

from pathlib import Path

import pytest

from mqtt_bridge.errors import ConfigurationError, TryAgainError
from mqtt_bridge.memory import Memory


def test_what_was_put_is_there_after_a_restart(tmp_path: Path) -> None:
    Memory(tmp_path / "deep" / "memory.json").put("count.a", {"in": 3})

    assert Memory(tmp_path / "deep" / "memory.json").get("count.a") == {"in": 3}


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"[" * 100_000, b""])
def test_an_unreadable_file_is_put_aside_not_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "memory.json"
    path.write_bytes(content)

    memory = Memory(path)
    memory.put("a", 1)

    assert memory.get("count.a") is None
    assert path.with_suffix(".unreadable").read_bytes() == content


def test_a_value_the_disk_refused_is_tried_again(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory.json")
    (tmp_path / "memory.new").mkdir()

    with pytest.raises(TryAgainError, match="cannot be written"):
        memory.put("a", 1)
    (tmp_path / "memory.new").rmdir()
    memory.put("a", 1)

    assert Memory(tmp_path / "memory.json").get("a") == 1


def test_a_folder_that_cannot_be_made_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match="data_dir"):
        Memory(tmp_path / "file" / "memory.json")
