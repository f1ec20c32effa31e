"""What a page is told, and what may be asked at it (V1, V3, V5)."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from aiohttp import ClientSession, ClientTimeout
import pytest

from mqtt_bridge.contract.words import ActCode, SpaceStatus

from .shown import Shown, events, next_view, shown
from .views import a_free_room, a_room, a_view

pytestmark = pytest.mark.network


def free(page: Shown, **more: object) -> None:
    """Say that the room is free, until a while from now."""
    now = page.now()
    room = a_free_room(
        until=now + timedelta(hours=1),
        day=(),
        next=None,
        day_start=now - timedelta(hours=2),
        day_end=now + timedelta(hours=4),
        **more,
    )
    page.hear(a_view(room, display="door"))


async def test_a_page_hears_a_change_at_once() -> None:
    """V1: live, without being loaded again."""
    async with shown() as page:
        free(page)
        async with page.browser.get(f"{page.url}/display/door/events?language=fi") as response:
            stream = events(response)
            assert "Vapaa" in (await next_view(stream))["html"]
            page.hear(a_view(a_room(SpaceStatus.OUT_OF_SERVICE, now=None, until=None), display="door"))
            assert "Vapaa" not in (await next_view(stream))["html"]
        assert response.headers["Content-Type"] == "text/event-stream"


async def test_a_page_that_comes_back_hears_what_holds_now() -> None:
    """V1: nothing is replayed; the newest view is the whole truth."""
    async with shown() as page:
        free(page)
        for _again in range(2):
            async with page.browser.get(f"{page.url}/display/door/events") as response:
                assert "Vapaa" in (await next_view(events(response)))["html"]


async def test_a_display_that_nobody_described_waits() -> None:
    async with shown() as page, page.browser.get(f"{page.url}/display/new/events") as response:
        assert (await next_view(events(response)))["kind"] == "waiting"


async def test_an_act_is_published_once_and_answered_in_the_pages_language() -> None:
    async with shown() as page:
        free(page)
        reply = await page.act(action="book_now", minutes=30)
        assert (await reply.json())["ok"] is True
        (asked,) = page.asked
        assert (asked.space, asked.minutes) == ("game-room", 30)


async def test_what_the_booking_system_says_is_what_the_visitor_reads() -> None:
    """B4."""
    async with shown() as page:
        free(page)
        page.answers = ActCode.TAKEN
        said = await (await page.act(action="book_now", minutes=30)).json()
        assert (said["ok"], said["code"]) == (False, "taken")


async def test_without_contact_every_act_is_off() -> None:
    """V3: after 90 s of silence nothing is passed on; a word of the integration brings it back."""
    async with shown() as page:
        free(page)
        page.later = timedelta(seconds=91)
        reply = await page.act(action="book_now", minutes=30)
        assert reply.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert page.asked == []
        page.alive()
        assert (await page.act("act-2", action="book_now", minutes=30)).status == HTTPStatus.OK


async def test_a_clock_that_is_set_back_makes_nothing_look_live() -> None:
    """V3: an age that cannot be known is no age of zero."""
    async with shown() as page:
        free(page)
        page.later = timedelta(hours=-1)
        reply = await page.act(action="book_now", minutes=30)
        assert reply.status == HTTPStatus.SERVICE_UNAVAILABLE
        page.alive()
        assert (await page.act("act-2", action="book_now", minutes=30)).status == HTTPStatus.OK


async def test_a_retained_view_is_shown_and_is_no_sign_of_life() -> None:
    """V3: the broker remembers it; that says nothing of now."""
    async with shown() as page:
        now = page.now()
        page.hear(a_view(a_free_room(until=now + timedelta(hours=1)), display="door"), retain=True)
        assert not page.server.is_live
        reply = await page.act(action="book_now", minutes=30)
        assert reply.status == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize(
    "wanted",
    [
        {"action": "book_now", "minutes": 45},
        {"action": "book_now"},
        {"action": "end"},
        {"action": "unlock"},
        {"action": "unknown"},
        {},
    ],
)
async def test_only_what_the_page_offers_now_is_passed_on(wanted: dict[str, Any]) -> None:
    async with shown() as page:
        free(page)
        assert (await (await page.act(**wanted)).json())["code"] == "not_allowed"
        assert page.asked == []


async def test_too_many_acts_wait_and_nonsense_does_not_count() -> None:
    """V5: rate limited, but nobody locks visitors out with acts that are none."""
    async with shown(actions_per_minute=2) as page:
        free(page)
        for number in range(10):
            await page.act(f"nonsense-{number}", action="unlock")
        codes = [
            (await page.act(f"act-{number}", action="book_now", minutes=30)).status for number in range(3)
        ]
        assert codes == [HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS]
        assert len(page.asked) == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/x-www-form-urlencoded"}, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        ({"Sec-Fetch-Site": "cross-site"}, HTTPStatus.FORBIDDEN),
        ({"Origin": "http://elsewhere.example"}, HTTPStatus.FORBIDDEN),
        ({"Origin": "http://elsewhere.example", "Host": "elsewhere.example"}, HTTPStatus.FORBIDDEN),
        ({"Origin": "null"}, HTTPStatus.FORBIDDEN),
    ],
)
async def test_another_sites_page_cannot_act(headers: dict[str, str], status: HTTPStatus) -> None:
    """V5: neither by a form, nor by a name that its owner pointed here."""
    async with shown() as page:
        free(page)
        reply = await page.act(headers=headers, action="book_now", minutes=30)
        assert reply.status == status
        assert page.asked == []


async def test_the_configured_name_leads_to_the_pages() -> None:
    async with shown(hostnames=("naytot.kirjasto",)) as page:
        free(page)
        reply = await page.act(headers={"Host": "naytot.kirjasto:8099"}, action="book_now", minutes=30)
        assert reply.status == HTTPStatus.OK


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 3_000, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (b"{", HTTPStatus.BAD_REQUEST),
        (b"[" * 2_000, HTTPStatus.BAD_REQUEST),
        (b"[]", HTTPStatus.BAD_REQUEST),
        (b"\xff\xfe", HTTPStatus.BAD_REQUEST),
    ],
)
async def test_a_body_that_is_none_is_refused(body: bytes, status: HTTPStatus) -> None:
    async with shown() as page:
        free(page)
        reply = await page.browser.post(
            f"{page.url}/display/door/action", data=body, headers={"Content-Type": "application/json"}
        )
        assert reply.status == status


async def test_a_body_may_come_in_pieces() -> None:
    async with shown() as page:
        free(page)
        body = b'{"id": "act-1", "action": "book_now", "minutes": 30}'
        reader, writer = await asyncio.open_connection("127.0.0.1", int(page.url.rpartition(":")[2]))
        writer.write(
            b"POST /display/door/action HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        for at in range(0, len(body), 8):
            writer.write(body[at : at + 8])
            await writer.drain()
            await asyncio.sleep(0)
        assert b" 200 " in await reader.readline()
        writer.close()
        assert len(page.asked) == 1


async def test_invented_names_do_not_take_the_place_of_displays() -> None:
    async with shown() as page, ClientSession(timeout=ClientTimeout(total=None)) as crowd:
        free(page)
        streams = [await crowd.get(f"{page.url}/display/d{number}/events") for number in range(60)]
        refused = [one for one in streams if one.status == HTTPStatus.SERVICE_UNAVAILABLE]
        assert len(refused) == 10
        async with page.browser.get(f"{page.url}/display/door/events") as response:
            assert response.status == HTTPStatus.OK


@pytest.mark.parametrize("name", ["Door", "..%2f..%2fetc", "a" * 60])
async def test_a_name_that_can_be_none_is_not_found(name: str) -> None:
    async with shown() as page, page.browser.get(f"{page.url}/display/{name}") as response:
        assert response.status == HTTPStatus.NOT_FOUND


async def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline() -> None:
    """V5: the policy says so, and the page keeps to it; the first load is small."""
    async with shown() as page:
        free(page)
        async with page.browser.get(f"{page.url}/display/door") as response:
            html = await response.text()
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "<script>" not in html
        assert " style=" not in html
        size = len(html)
        for part in html.split('"'):
            if part.startswith("/static/"):
                async with page.browser.get(f"{page.url}{part}") as response:
                    assert response.status == HTTPStatus.OK
                    size += len(await response.read())
        assert size < 100_000
