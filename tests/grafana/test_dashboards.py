"""Every query of every panel and variable gives rows on a real influxd; every panel explains itself."""

from collections.abc import AsyncIterator
import json
from pathlib import Path
import re
import subprocess
import sys
from typing import Any

import aiohttp
import pytest

from grafana.build import DEFAULT
from tests.servers import start_influxd

from . import evening

BOARDS = {path.stem: json.loads(path.read_text()) for path in sorted(DEFAULT.glob("dashboards/*.json"))}
PANELS = [(uid, panel) for uid, board in BOARDS.items() for panel in board["panels"]]
panels = pytest.mark.parametrize(
    "panel", [panel for _uid, panel in PANELS], ids=[f"{uid}-{panel['title']}" for uid, panel in PANELS]
)
FORBIDDEN = re.compile(
    r"\b(SLIMIT|SOFFSET|INTO|HOLT_WINTERS|SAMPLE|SHOW SERIES|CARDINALITY)\b", re.IGNORECASE
)


def expand(query: str, ago: str = "6h") -> str:
    """Do what Grafana does before it asks the database; `ago` is a panel's own time range."""
    replaced = query.replace("$timeFilter", f"time > now() - {ago}").replace("$__interval", "1m")
    replaced = replaced.replace("$site", evening.SITE)
    assert "$" not in replaced.replace("$tag_", "")
    return replaced


@pytest.fixture(scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    server = await start_influxd(tmp_path_factory.mktemp("influxd"))
    try:
        async with aiohttp.ClientSession(server.url) as session:
            async with session.post("/query", params={"q": "CREATE DATABASE library"}) as answer:
                assert answer.status == 200
            body = "\n".join(evening.lines(evening.now())).encode()
            async with session.post("/write", params={"db": "library"}, data=body) as answer:
                assert answer.status == 204, await answer.text()
        yield server.url
    finally:
        server.stop()


async def rows(url: str, query: str) -> list[dict[str, Any]]:
    params = {"q": query, "db": "library", "epoch": "ms"}
    async with aiohttp.ClientSession(url) as session, session.get("/query", params=params) as answer:
        (result,) = (await answer.json())["results"]
    assert "error" not in result, result
    return [
        {**series.get("tags", {}), **dict(zip(series["columns"], values, strict=True))}
        for series in result.get("series", [])
        for values in series["values"]
    ]


@pytest.mark.network
@panels
async def test_every_panel_gets_rows_with_values(database: str, panel: dict[str, Any]) -> None:
    assert panel["targets"]
    for target in panel["targets"]:
        found = await rows(database, expand(target["query"], panel.get("timeFrom", "6h")))

        assert any(
            value is not None
            for row in found
            for name, value in row.items()
            if name not in ("time", *row.get("tags", ()))
        ), target["query"]


@pytest.mark.network
async def test_the_mode_panel_shows_the_mode_of_now(database: str) -> None:
    (panel,) = (panel for _uid, panel in PANELS if panel["title"] == "Mode")

    (row,) = await rows(database, expand(panel["targets"][0]["query"]))

    assert row["mode"] == "staffed_self_service"


@pytest.mark.network
async def test_the_spaces_panel_shows_one_row_per_space_with_its_state(database: str) -> None:
    (panel,) = (panel for _uid, panel in PANELS if panel["title"] == "Spaces")

    found = await rows(database, expand(panel["targets"][0]["query"]))

    assert {row["space"]: row["state"] for row in found} == {"game-room": "free", "small-group-room": "free"}


@pytest.mark.network
async def test_the_yesterday_panel_shows_one_row_for_each_mode(database: str) -> None:
    """R1."""
    (panel,) = (panel for _uid, panel in PANELS if panel["title"] == "Yesterday")

    found = await rows(database, expand(panel["targets"][0]["query"], panel["timeFrom"]))

    assert {row["mode"]: (row["minutes"], row["visits"]) for row in found}["service"] == (600.0, 40.0)
    assert len(found) == 8


@pytest.mark.network
async def test_the_site_variable_lists_the_library(database: str) -> None:
    (variable,) = (
        one for board in BOARDS.values() for one in board["templating"]["list"] if one["name"] == "site"
    )

    found = await rows(database, variable["query"])

    assert [row["value"] for row in found] == [evening.SITE]


@panels
def test_every_panel_has_a_title_a_description_a_unit_and_words_for_no_data(panel: dict[str, Any]) -> None:
    assert panel["title"]
    assert len(panel["description"]) > 20
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["fieldConfig"]["defaults"]["noValue"]
    assert panel["datasource"]["uid"] == "${datasource}"


@panels
def test_every_query_stays_inside_the_portable_subset(panel: dict[str, Any]) -> None:
    for target in panel["targets"]:
        assert "$timeFilter" in target["query"]
        assert not FORBIDDEN.search(target["query"])


def test_dashboards_are_fixed_and_not_edited_by_hand() -> None:
    assert BOARDS
    for uid, board in BOARDS.items():
        assert board["uid"] == uid
        assert board["editable"] is False
        assert board["schemaVersion"] == 42


def test_the_committed_dashboards_are_what_the_code_builds(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "grafana.build", "--out", str(tmp_path)], check=True)

    built = {path.name: path.read_bytes() for path in tmp_path.glob("dashboards/*.json")}
    committed = {path.name: path.read_bytes() for path in DEFAULT.glob("dashboards/*.json")}
    assert built == committed
