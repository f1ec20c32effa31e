"""InfluxDB 1.x: every answer a real influxd can be made to give, and what it means for the lines."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
import itertools
from pathlib import Path
import signal
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from mqtt_bridge.errors import UnwritablePointError
from mqtt_bridge.metrics.influx.base import Verdict, WriteOutcome, outcome
from mqtt_bridge.metrics.influx.v1 import InfluxV1
from mqtt_bridge.metrics.line_protocol import series
from tests import servers
from tests.servers import Server

from ..influx_queries import ask, count

pytestmark = pytest.mark.network
ADMIN = ("admin", "secret")


@asynccontextmanager
async def writing(server: Server, database: str, **settings: Any) -> AsyncIterator[InfluxV1]:
    influx = InfluxV1(url=server.url, database=database, **settings)
    try:
        yield influx
    finally:
        await influx.close()


async def _new(server: Server, database: str) -> str:
    await ask(server, f'CREATE DATABASE "{database}"')
    return database


async def _said(server: Server, database: str, body: bytes, **settings: Any) -> WriteOutcome:
    async with writing(server, database, **settings) as influx:
        return await influx.write(body)


@pytest.mark.parametrize("compress", [False, True])
async def test_lines_are_stored_with_their_nanoseconds(influxd: Server, compress: bool) -> None:
    database = await _new(influxd, f"stored{compress}")
    body = b"m,t=a v=1.5 1790000000123456789\nm,t=b v=1e+22 1790000000123456790\n"
    assert await _said(influxd, database, body, compress=compress) == WriteOutcome(verdict=Verdict.STORED)
    (found,) = await ask(influxd, "SELECT t, v FROM m", database)
    assert found["values"] == [[1790000000123456789, "a", 1.5], [1790000000123456790, "b", 1e22]]


async def test_the_same_lines_again_change_nothing(influxd: Server) -> None:
    database = await _new(influxd, "again")
    for _ in range(3):
        await _said(influxd, database, b"m,t=a v=1 1\nm,t=a v=2 2\n")
    assert await count(influxd, database, "m") == 2


SAFE = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\\"), min_size=1)
NUMBERS = itertools.count()
NUMBER = st.floats(allow_nan=False, allow_infinity=False)


@given(data=st.lists(st.tuples(SAFE, SAFE, SAFE, NUMBER), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_we_write_is_what_the_server_reads_back(
    influxd: Server, data: list[tuple[str, str, str, float]]
) -> None:
    async def check() -> None:
        database = await _new(influxd, f"texts{next(NUMBERS)}")
        lines, wanted = [], set()
        for time, (name, tag, value, number) in enumerate(data):
            try:
                start = series(f"m{name}", {tag: value})
            except UnwritablePointError:
                continue
            lines.append(f"{start} {'v'}={number!r} {time}")
            wanted.add((f"m{name}", tag, value, time, number))
        body = "".join(line + "\n" for line in lines).encode()
        assert (await _said(influxd, database, body)).verdict is Verdict.STORED
        found = set()
        for one in await ask(influxd, "SELECT v FROM /.*/ GROUP BY *", database):
            tags = {tag: value for tag, value in one["tags"].items() if value}
            found |= {
                (one["name"], *next(iter(tags.items())), time, float(number))
                for time, number in one["values"]
                if number is not None
            }
        assert found == wanted

    asyncio.run(check())


@pytest.mark.parametrize(
    ("body", "reason", "dropped", "stored"),
    [
        (b"m v=1 1\nbadline\nm v=2 2\n", "unparsable", 0, 2),
        (b"badline\n", "unparsable", None, 0),
        (b"m v=nan 1\n", "unparsable", None, 0),
        (b"m,t=x\\ v=1 1\n", "unparsable", None, 0),
        (b'old v=1 1\nold v="text" 2\nm v=3 3\n', "field_type_conflict", 1, 1),
        (b"m v=1 1\nold v=2i 2\n", "field_type_conflict", 1, 1),
        # In a week the server has no shard for yet, a conflict costs every line.
        (b"m v=1 1%018d\nm v=2i 1%018d\n" % (0, 1), "field_type_conflict", None, 0),
        # One kind of refusal hides the other: `dropped` is no count of what is missing.
        (b"m v=1 1\nold v=2i 2\nbadline\n", "field_type_conflict", 1, 1),
        (b"m v=1 1\nm,time=x v=2 2\n", "invalid_tag_key", 1, 1),
    ],
)
async def test_refused_lines_are_named_and_their_neighbours_stored(
    influxd: Server, body: bytes, reason: str, dropped: int | None, stored: int
) -> None:
    database = await _new(influxd, f"refused{abs(hash(body))}")
    await _said(influxd, database, b"old v=1 1\n")
    said = await _said(influxd, database, body)
    assert (said.verdict, said.reason, said.dropped) == (Verdict.REFUSED, reason, dropped)
    assert await count(influxd, database, "m") == stored


async def test_points_beyond_retention_are_expired_and_counted_by_the_server(
    influxd: Server,
) -> None:
    database = await _new(influxd, "expired")
    await ask(influxd, f'CREATE RETENTION POLICY "hour" ON "{database}" DURATION 1h REPLICATION 1')
    now = 4_000_000_000_000_000_000
    body = f"m v=1 1\nm v=2 2\nm v=3 {now}\n".encode()
    said = await _said(influxd, database, body, retention_policy="hour")
    assert (said.verdict, said.reason, said.dropped) == (Verdict.REFUSED, "expired", 2)


async def test_a_missing_database_is_a_matter_of_configuration(influxd: Server) -> None:
    said = await _said(influxd, "nowhere", b"m v=1 1\n")
    assert (said.verdict, said.reason) == (Verdict.MISCONFIGURED, "database_missing")


async def test_a_missing_retention_policy_is_a_matter_of_configuration_although_it_is_a_500(
    influxd: Server,
) -> None:
    database = await _new(influxd, "no_policy")
    said = await _said(influxd, database, b"m v=1 1\n", retention_policy="nope")
    assert (said.verdict, said.reason) == (Verdict.MISCONFIGURED, "retention_policy_missing")


@pytest.fixture
async def guarded(strict_influxd: Server) -> Server:
    """Make the users of the server that wants credentials."""
    await ask(strict_influxd, "CREATE USER admin WITH PASSWORD 'secret' WITH ALL PRIVILEGES")
    for query in (
        "CREATE DATABASE a",
        "CREATE USER reader WITH PASSWORD 'secret'",
        "GRANT READ ON a TO reader",
    ):
        await ask(strict_influxd, query, auth=ADMIN)
    return strict_influxd


async def test_wrong_and_missing_credentials_are_a_matter_of_configuration(guarded: Server) -> None:
    body = b"m v=1 1\n"
    for login, reason in (
        ({}, "unauthorised"),
        ({"username": "admin", "password": "wrong"}, "unauthorised"),
        ({"username": "reader", "password": "secret"}, "forbidden"),
    ):
        said = await _said(guarded, "a", body, **login)
        assert (said.verdict, said.reason) == (Verdict.MISCONFIGURED, reason)
    login = {"username": ADMIN[0], "password": ADMIN[1]}
    assert (await _said(guarded, "a", body, **login)).verdict is Verdict.STORED

    large = b"".join(b"m v=1 %d\n" % time for time in range(1_000))
    said = await _said(guarded, "a", large, **login)
    assert (said.verdict, said.reason) == (Verdict.TOO_LARGE, "too_large")

    many = b"".join(b"m,t=%d v=1 1\n" % number for number in range(60))
    said = await _said(guarded, "a", many, **login)
    assert (said.verdict, said.reason) == (Verdict.REFUSED, "series_limit")


async def test_a_full_cache_asks_for_less_at_a_time(tmp_path: Path) -> None:
    limit = {"INFLUXDB_DATA_CACHE_MAX_MEMORY_SIZE": "20000"}
    server = await servers.start_influxd(tmp_path, settings=limit)
    try:
        database = await _new(server, "cache")
        body = b"".join(b"m,t=%d v=1 %d\n" % (n, n) for n in range(2_000))
        said = await _said(server, database, body)
        assert (said.verdict, said.reason) == (Verdict.TOO_LARGE, "database_cache_full")
    finally:
        server.stop()


async def test_a_stopped_and_a_frozen_server_are_tried_again(tmp_path: Path) -> None:
    server = await servers.start_influxd(tmp_path)
    database = await _new(server, "gone")
    try:
        async with writing(server, database, timeout_s=0.3) as influx:
            assert (await influx.write(b"m v=1 1\n")).verdict is Verdict.STORED
            server.signal(signal.SIGSTOP)
            said = await influx.write(b"m v=2 2\n")
            assert (said.verdict, said.reason) == (Verdict.RETRY, "timeout")
            server.stop()
            said = await influx.write(b"m v=2 2\n")
            assert (said.verdict, said.reason) == (Verdict.RETRY, "unreachable")
            await server.start()
            assert (await influx.write(b"m v=2 2\n")).verdict is Verdict.STORED
    finally:
        server.stop()


async def test_an_address_nobody_can_use_is_a_matter_of_configuration() -> None:
    influx = InfluxV1(url="http://exa mple:port", database="a")
    said = await influx.write(b"m v=1 1\n")
    await influx.close()
    assert (said.verdict, said.reason) == (Verdict.MISCONFIGURED, "address")


async def test_a_broken_compression_is_not_blamed_on_the_lines(influxd: Server) -> None:
    port = urlsplit(influxd.url).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /write?db=again HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
        b"Content-Length: 8\r\nConnection: close\r\n\r\nm v=1 1\n"
    )
    answer = (await reader.read()).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 400")
    assert outcome(400, answer).verdict is Verdict.RETRY


@pytest.mark.parametrize(
    ("status", "headers", "verdict", "after_s"),
    [
        (503, {}, Verdict.RETRY, 0.0),
        (429, {"Retry-After": "12"}, Verdict.RETRY, 12.0),
        (500, {}, Verdict.RETRY, 0.0),
        (302, {"Location": "/login"}, Verdict.MISCONFIGURED, 0.0),
        (200, {}, Verdict.MISCONFIGURED, 0.0),
        (405, {}, Verdict.MISCONFIGURED, 0.0),
    ],
)
async def test_answers_of_proxies_never_cost_lines(
    status: int, headers: dict[str, str], verdict: Verdict, after_s: float
) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers, text="a page")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        influx = InfluxV1(url=str(server.make_url("")), database="a")
        said = await influx.write(b"m v=1 1\n")
        await influx.close()
    assert replace(said, reason="", detail="") == WriteOutcome(verdict=verdict, after_s=after_s)
