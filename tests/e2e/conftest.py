"""Each test has a whole library of its own: it may break what it likes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import override

import pytest

from demo.progress import Progress
from demo.stage import Plan, Stage
from tests.servers import start_mosquitto


class LastingStage(Stage):
    """A stage whose broker has on disk what it accepted, so that it may be killed."""

    @override
    async def _start_broker(self) -> None:
        directory = self.plan.directory / "mosquitto"
        settings = (
            "persistence true",
            f"persistence_location {directory}/",
            "autosave_on_changes true",
            "autosave_interval 1",
        )
        server = await start_mosquitto(directory, settings=settings)
        self.servers["broker"], self._broker_port = server, server.port


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Broker, database, bridge, pretend building and Home Assistant, set up and running."""
    one = LastingStage(Plan(directory=tmp_path / "library"), Progress())
    try:
        await one.start()
        yield one
    finally:
        await one.stop()
