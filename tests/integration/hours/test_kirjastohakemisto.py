"""Kirjastohakemisto over a real HTTP connection: searching, reading, unchanged answers, bad days (H2, H3)."""

from datetime import date

from aiohttp import ClientSession
import pytest

from custom_components.kalajoki_library.hours import kirjastohakemisto
from custom_components.kalajoki_library.hours.base import SourceDownError
from custom_components.kalajoki_library.hours.kirjastohakemisto import Directory, Kirjastohakemisto

from .served import LIBRARY, ServedDirectory

pytestmark = pytest.mark.network
TODAY = date(2026, 11, 24)


async def test_an_unchanged_answer_is_not_sent_again(directory: ServedDirectory) -> None:
    directory.open_on("2026-11-24", "2026-11-25")
    async with ClientSession() as session:
        source = Kirjastohakemisto(Directory(session), LIBRARY, staffed=True)
        first = await source.read(TODAY)
        assert await source.read(TODAY) == first
        assert directory.unchanged == 1
        directory.open_on("2026-11-24")
        assert len(await source.read(TODAY)) == 1
        await source.read(date(2026, 11, 25))  # another address: its tag is not sent

    assert len(first) == 2
    query = directory.asked[0].query
    assert (query["library"], query["period.start"], query["limit"]) == ("9901", "2026-11-24", "200")
    assert "If-None-Match" not in directory.asked[3].headers


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"Error"),
        (400, b"not found"),
        (304, b""),
        (200, b"<html>Maintenance</html>"),
        (200, b'{"items": ['),
        (200, b""),
        (200, b"\xff\xfe"),
        (200, b'{"items": 5}'),
        (200, b"[" * 200_000),
        (200, b" " * (kirjastohakemisto.LARGEST_ANSWER + 1)),
    ],
    ids=["500", "400", "304 unasked", "html", "half", "empty", "no text", "no list", "deep", "large"],
)
async def test_a_bad_answer_is_no_answer(directory: ServedDirectory, status: int, body: bytes) -> None:
    """H2: the caller keeps the last good hours."""
    directory.status, directory.body = status, body
    async with ClientSession() as session:
        with pytest.raises(SourceDownError):
            await Kirjastohakemisto(Directory(session), LIBRARY, staffed=True).read(TODAY)


async def test_nobody_there_is_no_answer(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kirjastohakemisto, "ADDRESS", "http://127.0.0.1:9/v4")
    async with ClientSession() as session:
        with pytest.raises(SourceDownError):
            await Directory(session).search("Merikylä")


@pytest.mark.parametrize("text", ["merikylä", "Pääkirjasto", " Merikylän "])
async def test_a_library_is_found_by_name_or_town_though_the_filter_is_ignored(
    directory: ServedDirectory, text: str
) -> None:
    async with ClientSession() as session:
        found = await Directory(session).search(text)
    assert [(one.id, one.town) for one in found] == [(LIBRARY, "Merikylä")]
    assert [key for one in directory.asked for key in one.query if key in ("q", "city.name")] == [
        "q",
        "city.name",
    ]
