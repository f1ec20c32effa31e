"""Every mistake of a configuration is told at once, with its place and remedy, and no secret is."""

import os
from pathlib import Path
import subprocess
import sys

import pytest

from mqtt_bridge import config
from mqtt_bridge.errors import ConfigurationError

EXAMPLE = Path(config.__file__).parent / "packaging" / "example.yaml"
SECRET = "hunter2-secret"


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        config.parse(text, "bridge.yaml")
    return str(caught.value).split("\n")


def check(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mqtt_bridge", "check", str(path)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_shortest_configuration_is_a_site() -> None:
    made = config.parse("site: kalajoki", "bridge.yaml")

    assert (made.site, made.bridge, made.devices) == ("kalajoki", "main", ())
    assert made.recorder.influx is None
    assert made.http.listen == "127.0.0.1"


def test_every_mistake_is_told_at_once_with_its_place_and_remedy() -> None:
    told = mistakes(
        """
        site: Kala Joki
        brokr: {}
        broker: {host: !env KALAJOKI_NOT_SET, port: 99999, password: !file /does/not/exist}
        devices:
          - {id: a, name: Ovi, profile: zigbee2mqtt_lok, key: a/#}
          - {id: a, nme: Ovi, profile: zigbee2mqtt_lock, key: k, prefix: zigbee2mqtt/#}
        recorder: {influx: {version: 2, url: 'influx:8086'}}
        http: {url: example.org}
        displays: {stale_after_s: 1}
        """
    )

    assert {line.split(": ", 2)[1]: line.split(": ", 2)[2] for line in told} == {
        "broker.host": "the environment variable KALAJOKI_NOT_SET is not set; set it",
        "broker.password": "the file /does/not/exist cannot be read: No such file or directory",
        "broker.port": "Input should be less than or equal to 65535",
        "brokr": "is not a setting; did you mean 'broker'?",
        "devices.0.key": "use the vendor's name or address of the device, without # and +",
        "devices.0.profile": "'zigbee2mqtt_lok' is not known; did you mean 'zigbee2mqtt_lock'?",
        "devices.1.id": "'a' is there twice; give each device its own",
        "devices.1.name": "is missing; add it",
        "devices.1.prefix": "write where the device's topics begin, without # and +",
        "devices.1.nme": "is not a setting; did you mean 'name'?",
        "displays.stale_after_s": "Input should be greater than or equal to 5",
        "http.url": "write it like http://10.0.0.5:8086, without user and path",
        "recorder.influx.bucket": "InfluxDB 2.x needs it; add it",
        "recorder.influx.token": "InfluxDB 2.x needs it; add it",
        "recorder.influx.url": "write it like http://10.0.0.5:8086, without user and path",
        "site": "use a-z 0-9 _ - only, 1 to 48 of them",
    }
    assert all(line.startswith("bridge.yaml: ") for line in told)


def test_influxdb_1_needs_its_database() -> None:
    told = mistakes("site: a\nrecorder: {influx: {version: 1, url: 'http://127.0.0.1:8086'}}")

    assert told == ["bridge.yaml: recorder.influx.database: InfluxDB 1.x needs it; add it"]


def test_one_vendors_device_may_be_read_by_two_profiles_but_not_twice_by_one() -> None:
    both = "site: a\ndevices:\n- {id: a, name: x, profile: zigbee2mqtt_lock, key: k}\n"
    config.parse(both + "- {id: b, name: y, profile: zigbee2mqtt_contact, key: k}\n", "bridge.yaml")

    told = mistakes(both + "- {id: b, name: y, profile: zigbee2mqtt_lock, key: k}\n")

    assert told == ["bridge.yaml: devices.1.key: 'k' is there twice; give each device its own"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("site: a\nsite: b", "line 2, column 1: the setting 'site' is there twice; keep one"),
        ("site: [", "not YAML: line 1"),
        ("- a", "must hold settings such as 'site: kalajoki'"),
        ("", "must hold settings"),
        ("site: !env [a]", "!env and !file take one name"),
        ("site: !other a", "could not determine a constructor"),
        ("? [a]\n: b", "holds what no setting is"),
        ("site: 2026-99-99", "holds what no setting is"),
        ("[" * 3_000, "holds what no setting is"),
    ],
)
def test_what_is_no_configuration_says_where_it_stops_to_be_one(text: str, says: str) -> None:
    (told,) = mistakes(text)

    assert says in told


def test_any_setting_may_come_from_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KALAJOKI_PORT", "8883")
    (tmp_path / "password").write_text(f"{SECRET}\n")

    made = config.parse(
        f"site: a\nbroker: {{port: !env KALAJOKI_PORT, password: !file {tmp_path / 'password'}}}", "x"
    )

    assert made.broker.port == 8883
    assert made.broker.address().password == SECRET


def test_a_secret_is_in_no_text_and_no_mistake() -> None:
    secrets = (
        f"site: a\nbroker: {{username: u, password: {SECRET}}}\n"
        f"recorder: {{influx: {{url: 'http://x:1', bucket: b, token: {SECRET}}}}}\n"
    )
    assert SECRET not in repr(config.parse(secrets, "x"))
    assert SECRET not in str(config.parse(secrets, "x"))

    assert SECRET not in "".join(mistakes(secrets + "prot: 1"))
    assert SECRET not in "".join(mistakes(f"site: a\nbroker: {{password: [{SECRET}]}}"))
    assert SECRET not in "".join(mistakes(f'site: a\nbroker:\n  password: "{SECRET}\n'))
    assert SECRET not in "".join(mistakes(f"site: a\nrecorder: {{influx: {{url: 'http://u:{SECRET}@x'}}}}"))


def test_a_certificate_that_cannot_be_used_names_the_setting(tmp_path: Path) -> None:
    made = config.parse(f"site: a\nbroker: {{tls: {{ca: {tmp_path / 'no.crt'}}}}}", "x")

    with pytest.raises(ConfigurationError, match=r"broker\.tls"):
        made.broker.address()


def test_check_accepts_the_example(tmp_path: Path) -> None:
    done = check(EXAMPLE)

    assert (done.returncode, done.stderr) == (0, "")
    assert "all well; site kalajoki, 6 devices" in done.stdout


def test_the_examples_commented_settings_are_settings(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    text = EXAMPLE.read_text()
    start = text.index("# recorder:")
    end = text.index("\nhttp:")
    recorder = "\n".join(line.removeprefix("# ") for line in text[start:end].split("\n"))
    recorder = recorder.replace("/run/secrets/influx_token", str(tmp_path / "secret"))

    made = config.parse(text[:start] + recorder + text[end:], "x")

    assert made.recorder.influx is not None


def test_check_fails_with_every_mistake_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "bridge.yaml"
    path.write_text(f"site: A\nbroker: {{password: {SECRET}, prot: 1}}\n")

    done = check(path)

    assert done.returncode == 1
    assert "site: use a-z" in done.stderr
    assert "broker.prot: is not a setting; did you mean 'port'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr + done.stdout


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_check_of_a_file_that_cannot_be_read_fails_in_words(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bridge.yaml"
    if content is not None:
        path.write_bytes(content)

    done = check(path)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(path) in done.stderr


def test_check_reads_the_certificates(tmp_path: Path) -> None:
    path = tmp_path / "bridge.yaml"
    path.write_text("site: a\nbroker: {tls: {ca: /does/not/exist}}\n")

    done = check(path)

    assert done.returncode == 1
    assert "broker.tls" in done.stderr
