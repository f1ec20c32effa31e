"""docs/bridge.md knows every setting, every profile and every counter of the health."""

from pathlib import Path
import re

from pydantic import BaseModel
import pytest

from mqtt_bridge import config
from mqtt_bridge.contract.messages import BridgeHealth
from mqtt_bridge.displays.config import DisplaysConfig
from mqtt_bridge.drivers.profile import shipped

TEXT = (Path(__file__).parents[2] / "docs" / "bridge.md").read_text()
NAMED = set(re.findall(r"`([\w.-]+)`", TEXT))
MODELS: dict[str, type[BaseModel]] = {
    "": config.Config,
    "broker.": config.BrokerConfig,
    "recorder.": config.RecorderConfig,
    "recorder.spool.": config.SpoolConfig,
    "http.": config.HttpConfig,
    "displays.": DisplaysConfig,
}
PARTS = {"broker", "recorder", "recorder.spool", "http", "displays"}


@pytest.mark.parametrize("prefix", MODELS)
def test_every_setting_is_told(prefix: str) -> None:
    names = {f"{prefix}{name}" for name in MODELS[prefix].model_fields}

    assert names - PARTS - NAMED == set()


@pytest.mark.parametrize("model", [config.DeviceConfig, config.TlsConfig])
def test_every_setting_of_a_list_or_a_block_is_told(model: type[BaseModel]) -> None:
    assert model.model_fields.keys() - NAMED == set()


def test_every_setting_of_the_database_is_told() -> None:
    shown = set(re.findall(r"^    (\w+):", TEXT, re.MULTILINE))

    assert config.InfluxConfig.model_fields.keys() - shown - NAMED == set()


def test_every_profile_is_told() -> None:
    assert set(shipped()) - NAMED == set()


def test_every_counter_of_the_health_is_told() -> None:
    envelope = {"id", "ts", "v"}

    assert set(BridgeHealth.__dataclass_fields__) - envelope - NAMED == set()


def test_every_recorder_shown_is_accepted() -> None:
    shown = [block for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL) if "influx:" in block]

    for block in shown:
        text = re.sub(r"!file \S+", "secret", block)
        assert config.parse(f"site: kalajoki\n{text}", "docs").recorder.influx is not None
    assert len(shown) == 3
