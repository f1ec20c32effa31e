"""The v2 API against a real server nobody here wrote, and the answers InfluxDB 2 documents."""

import json

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from mqtt_bridge.metrics.influx.base import Verdict, WriteOutcome
from mqtt_bridge.metrics.influx.v2 import InfluxV2
from tests.servers import Server

pytestmark = pytest.mark.network


@pytest.mark.parametrize("compress", [False, True])
async def test_lines_are_stored_by_a_real_server(victoria_metrics: Server, compress: bool) -> None:
    name = f"v2{compress}".lower()
    influx = InfluxV2(url=victoria_metrics.url, token="t", org="o", bucket="library", compress=compress)
    body = f"{name},site=kalajoki v=21.5 1790000000123000000\n".encode()
    try:
        assert await influx.write(body) == WriteOutcome(verdict=Verdict.STORED)
        assert await influx.write(body) == WriteOutcome(verdict=Verdict.STORED)
    finally:
        await influx.close()
    async with aiohttp.ClientSession() as session:
        await session.get(f"{victoria_metrics.url}/internal/force_flush")
        answer = await session.get(f"{victoria_metrics.url}/api/v1/export", params={"match[]": f"{name}_v"})
        found = json.loads((await answer.text()).splitlines()[0])
    assert found["metric"]["site"] == "kalajoki"
    assert set(found["values"]) == {21.5}
    assert set(found["timestamps"]) == {1790000000123}


async def test_a_server_that_is_gone_is_tried_again() -> None:
    influx = InfluxV2(url="http://127.0.0.1:9", token="t", org="o", bucket="b", timeout_s=1)
    said = await influx.write(b"m v=1 1\n")
    await influx.close()
    assert (said.verdict, said.reason) == (Verdict.RETRY, "unreachable")


CONFLICT = (
    "failure writing points to database: partial write: field type conflict: input field "
    '"v" on measurement "m" is type string, already exists as type float dropped=1'
)


@pytest.mark.parametrize(
    ("status", "message", "headers", "verdict", "reason"),
    [
        (422, CONFLICT, {}, Verdict.REFUSED, "field_type_conflict"),
        (400, "unable to parse 'bad': missing fields", {}, Verdict.REFUSED, "unparsable"),
        (400, "partial write of line protocol occurred", {}, Verdict.REFUSED, "rejected"),
        (401, "unauthorized access", {}, Verdict.MISCONFIGURED, "unauthorised"),
        (403, "forbidden", {}, Verdict.MISCONFIGURED, "forbidden"),
        (404, 'bucket "b" not found', {}, Verdict.MISCONFIGURED, "database_missing"),
        (413, "too large", {}, Verdict.TOO_LARGE, "too_large"),
        (429, "over quota", {"Retry-After": "7"}, Verdict.RETRY, "http_429"),
        (503, "busy", {"Retry-After": "7"}, Verdict.RETRY, "http_503"),
        (302, "elsewhere", {"Location": "/login"}, Verdict.MISCONFIGURED, "http_302"),
    ],
)
async def test_documented_answers_mean_the_same_as_those_of_1x(
    status: int, message: str, headers: dict[str, str], verdict: Verdict, reason: str
) -> None:
    asked: list[web.Request] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request)
        return web.json_response({"code": "x", "message": message}, status=status, headers=headers)

    app = web.Application()
    app.router.add_post("/api/v2/write", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        influx = InfluxV2(url=str(server.make_url("")), token="secret", org="town", bucket="b")
        said = await influx.write(b"m v=1 1\n")
        await influx.close()
    assert (said.verdict, said.reason) == (verdict, reason)
    assert said.after_s == (7.0 if "Retry-After" in headers else 0.0)
    assert message[:100] in said.detail.replace('\\"', '"')
    (request,) = asked
    assert request.headers["Authorization"] == "Token secret"
    assert dict(request.query) == {"org": "town", "bucket": "b", "precision": "ns"}
