"""The real broker and database, each with a configuration of its own in one folder."""

from collections.abc import Mapping
from functools import partial
import os
from pathlib import Path

from .processes import Server, find, folder, http_answers, on_a_free_port, tcp_answers


async def start_influxd(
    directory: Path,
    *,
    auth: bool = False,
    settings: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Server:
    """Start InfluxDB 1.x; `settings` are INFLUXDB_* environment variables."""
    program, directory = find("influxd"), folder(directory)

    def build(at: int) -> Server:
        url = f"http://127.0.0.1:{at}/ping"
        return Server(
            command=[program, "-config", os.devnull],
            port=at,
            log=directory / "influxd.log",
            answers=partial(http_answers, url),
            environment={
                "INFLUXDB_BIND_ADDRESS": "127.0.0.1:0",
                "INFLUXDB_REPORTING_DISABLED": "true",
                "INFLUXDB_META_DIR": str(directory / "meta"),
                "INFLUXDB_DATA_DIR": str(directory / "data"),
                "INFLUXDB_DATA_WAL_DIR": str(directory / "wal"),
                "INFLUXDB_DATA_QUERY_LOG_ENABLED": "false",
                "INFLUXDB_MONITOR_STORE_ENABLED": "false",
                "INFLUXDB_HTTP_BIND_ADDRESS": f"127.0.0.1:{at}",
                "INFLUXDB_HTTP_LOG_ENABLED": "false",
                "INFLUXDB_HTTP_AUTH_ENABLED": str(auth).lower(),
                **(settings or {}),
            },
        )

    return await on_a_free_port(build, port)


async def start_mosquitto(
    directory: Path, *, settings: tuple[str, ...] = (), port: int | None = None
) -> Server:
    """Start an MQTT broker; anonymous unless `settings` (lines of mosquitto.conf) say otherwise."""
    program, directory = find("mosquitto"), folder(directory)
    config = directory / "mosquitto.conf"
    anonymous = () if any("allow_anonymous" in line for line in settings) else ("allow_anonymous true",)
    user = () if os.geteuid() else ("user root",)

    def build(at: int) -> Server:
        config.write_text("\n".join([f"listener {at} 127.0.0.1", *anonymous, *user, *settings, ""]))
        return Server(
            command=[program, "-c", str(config)],
            port=at,
            log=directory / "mosquitto.log",
            answers=partial(tcp_answers, at),
        )

    return await on_a_free_port(build, port)
