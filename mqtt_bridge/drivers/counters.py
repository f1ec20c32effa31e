"""Cumulative counters of devices to totals that only rise (P1): wrap, reset, repeats, nonsense."""

from dataclasses import dataclass

MOST_AT_ONCE = 2_000
# A little below the last reading: an old one that comes again, as after a reconnect. Much below: a reset.
LATE_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One direction of one counting line: what the device last said, and our total."""

    raw: int
    total: int
    suspect: bool = False


def advance(before: Line | None, raw: int, bits: int | None) -> Line:
    """Return the line after the device said `raw`.

    A fall from the top of the range to its bottom is a wrap; a small fall is an old reading, which changes
    nothing; any other fall is a reset, which counts nothing, since what was counted in between is not known.
    An implausible leap counts nothing either.
    """
    if before is None:
        return Line(raw=raw, total=0)
    step = raw - before.raw
    late = -step if bits is None else -step % 2**bits
    # Above the last one it comes from before the wrap; below it, a small counter may as well have begun anew.
    if 0 < late <= (LATE_MOST if step > 0 else min(LATE_MOST, before.raw // 10)):
        return before
    suspect = False
    if step < 0:
        top = 2**bits if bits is not None else 0
        wrapped = top and before.raw > 0.9 * top and raw < 0.1 * top
        step = step + top if wrapped else 0
        suspect = not wrapped
    if step > MOST_AT_ONCE:
        step, suspect = 0, True
    return Line(raw=raw, total=before.total + step, suspect=suspect)
