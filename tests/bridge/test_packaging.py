"""What is shipped beside the code fits the code: the container's files, the unit, the production set."""

from configparser import ConfigParser
import os
from pathlib import Path
import re
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "mqtt_bridge" / "packaging"
DOCKERFILE = (PACKAGING / "Dockerfile").read_text().replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "grafana" / "compose.yaml").read_text())


def instructions(name: str) -> list[str]:
    return [
        line.removeprefix(name).strip() for line in DOCKERFILE.splitlines() if line.startswith(f"{name} ")
    ]


def copied() -> list[str]:
    words = [line.split() for line in instructions("COPY") if not line.startswith("--from")]
    return [source for line in words for source in line[:-1]]


def check(config: Path, *, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mqtt_bridge", "check", str(config)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_container_copies_all_that_the_bridge_needs(tmp_path: Path) -> None:
    """The contract's link reaches its files in the copied tree as it does in the repository."""
    for source in copied():
        target = tmp_path / source
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, target, symlinks=True)
        else:
            shutil.copy(ROOT / source, target)

    done = check(tmp_path / "mqtt_bridge/packaging/example.yaml", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "mqtt_bridge/contract").is_symlink()
    assert (tmp_path / "mqtt_bridge/contract").resolve().is_relative_to(tmp_path)


def test_nothing_but_what_is_copied_goes_to_the_builder() -> None:
    lines = (PACKAGING / "Dockerfile.dockerignore").read_text().splitlines()

    assert "*" in lines
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == {*copied()}


def test_the_container_is_pinned_not_root_and_says_how_it_is() -> None:
    runs = instructions("RUN")

    assert any("pip install" in run and "--constraint constraints.txt" in run for run in runs)
    assert instructions("USER") == ["bridge"]
    assert DOCKERFILE.index("\nUSER bridge") < DOCKERFILE.index("\nENTRYPOINT")
    assert re.search(r"HEALTH_URL=\S+/healthz", instructions("ENV")[0])
    assert "HEALTH_URL" in instructions("HEALTHCHECK")[0]


def test_the_service_checks_its_configuration_and_keeps_its_data_where_the_example_says() -> None:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    parser.read(PACKAGING / "kalajoki-library-bridge.service")
    unit = parser["Service"]
    program, run, config = shlex.split(unit["ExecStart"])

    assert shlex.split(unit["ExecStartPre"]) == [program, "check", config]
    assert (Path(program).name, run) == ("mqtt_bridge", "run")
    example = (PACKAGING / "example.yaml").read_text()
    assert f"data_dir: /var/lib/{unit['StateDirectory']} " in example
    assert unit["DynamicUser"] == unit["NoNewPrivileges"] == "yes"
    assert unit["ProtectSystem"] == "strict"


def test_the_production_sets_bridge_is_configured_from_its_environment() -> None:
    bridge = COMPOSE["services"]["bridge"]
    config = ROOT / "grafana" / bridge["volumes"][0].split(":")[0]

    done = check(config, cwd=ROOT, **dict.fromkeys(bridge["environment"], "secret"))
    without = check(config, cwd=ROOT)

    assert (done.returncode, done.stderr) == (0, "")
    assert without.returncode == 1
    assert all(
        f"the environment variable {name} is not set" in without.stderr for name in bridge["environment"]
    )


@pytest.mark.parametrize("service", sorted(COMPOSE["services"]))
def test_what_the_production_set_mounts_is_here(service: str) -> None:
    """But for the broker's passwords, which docs/bridge.md tells how to make."""
    mounted = [one.split(":")[0] for one in COMPOSE["services"][service].get("volumes", ())]
    files = [one for one in mounted if one.startswith(".") and not one.endswith("/passwords")]

    assert [one for one in files if not (ROOT / "grafana" / one).exists()] == []
