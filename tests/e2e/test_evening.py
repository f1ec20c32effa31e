"""The whole evening on real parts, on free ports, in a folder of its own."""

from pathlib import Path

import pytest

from demo import check
from demo.progress import Progress
from demo.stage import Plan, Stage

pytestmark = pytest.mark.e2e


async def test_every_step_of_the_evening_shows_at_its_far_end(tmp_path: Path) -> None:
    progress = Progress()
    stage = Stage(Plan(directory=tmp_path / "evening", language="fi"), progress)
    try:
        await stage.start()
        await check.play(stage, progress, None)
    finally:
        await stage.stop()
    assert not any(server.has_died for server in stage.servers.values())
