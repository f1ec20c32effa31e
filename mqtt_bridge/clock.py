"""The only place of the bridge that reads a clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def now_ms() -> int:
    """Return the present instant in ms since 1970."""
    return int(now().timestamp() * 1000)
