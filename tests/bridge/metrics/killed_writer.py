"""Appends numbered lines to the spool named by its argument until it is killed.

Prints how many lines are acknowledged, after every group.
"""

import asyncio
from pathlib import Path
import sys

from mqtt_bridge.metrics.spool import Spool
from mqtt_bridge.metrics.spool_inlet import SpoolLimits
from mqtt_bridge.metrics.tally import Tally


async def main(directory: Path) -> None:
    """Write for ever."""
    limits = SpoolLimits(max_bytes=2**30, segment_bytes=200_000, group_lines=50)
    spool = await Spool.open(directory, limits=limits, now_ms=lambda: 0, tally=Tally())
    number = 0
    while True:
        lines = [f"m v={n} {n}" for n in range(number, number + 50)]
        await spool.append(lines).on_disk()
        number += 50
        print(number, flush=True)  # noqa: T201 - its one purpose


asyncio.run(main(Path(sys.argv[1])))
