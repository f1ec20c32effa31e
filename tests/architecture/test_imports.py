"""Who may know whom; each guard is shown to bite."""

from pathlib import Path
import shutil
import subprocess
import sys

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = "custom_components/kalajoki_library"
BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("homeassistant", "custom_components"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
"""


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the tree without history, to plant mistakes in."""
    for name in ("custom_components", "mqtt_bridge"):
        shutil.copytree(
            ROOT / name, tmp_path / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_contracts_are_kept() -> None:
    result = run(tool("lint-imports"))

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (f"{PACKAGE}/core/planted.py", "import asyncio"),
        (f"{PACKAGE}/core/planted.py", "from homeassistant.core import HomeAssistant"),
        (f"{PACKAGE}/core/planted.py", "from ..contract import words"),
        (f"{PACKAGE}/contract/planted.py", "import homeassistant.const"),
        (f"{PACKAGE}/contract/planted.py", "from ..core import words"),
        (f"{PACKAGE}/planted.py", "import mqtt_bridge"),
        ("mqtt_bridge/planted.py", "import homeassistant.const"),
        ("mqtt_bridge/planted.py", "import custom_components.kalajoki_library.core.words"),
    ],
)
def test_a_planted_import_breaks_a_contract(copy: Path, file: str, line: str) -> None:
    (copy / file).write_text(f'"""Planted."""\n\n{line}\n')

    result = run(tool("lint-imports"), "--no-cache", cwd=copy)

    assert result.returncode == 1
    assert "planted" in result.stdout


@pytest.mark.parametrize("part", ["core", "contract"])
@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\n\nNOW = datetime.now()",
        "import time\n\nNOW = time.time()",
        "import random\n\nDIE = random.random()",
        "import logging\n\nlogging.info('x')",
    ],
)
def test_a_planted_clock_or_chance_is_banned(copy: Path, part: str, code: str) -> None:
    planted = copy / PACKAGE / part / "planted.py"
    planted.write_text(f'"""Planted."""\n\n{code}\n')

    result = run(tool("ruff"), "check", "--no-cache", "--output-format", "concise", str(planted), cwd=copy)

    assert "TID251" in result.stdout


def test_the_contract_is_importable_without_home_assistant() -> None:
    code = BLOCKED + "import mqtt_bridge.contract.topics as t; print(len(t.TABLE))"

    result = run(sys.executable, "-c", code)

    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 0


def test_the_bridge_is_importable_without_home_assistant() -> None:
    code = BLOCKED + "import mqtt_bridge.app, mqtt_bridge.displays.server, mqtt_bridge.metrics.records"

    result = run(sys.executable, "-c", code)

    assert result.returncode == 0, result.stderr


def test_the_bridge_reaches_the_contract_through_a_relative_link() -> None:
    link = ROOT / "mqtt_bridge" / "contract"

    assert link.is_symlink()
    assert str(link.readlink()) == f"../{PACKAGE}/contract"
