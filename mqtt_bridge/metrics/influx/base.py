"""What a database says to a write, in the words the writer needs.

The status alone would mislead: a missing retention policy is a 500 that no retry helps, wrong
credentials are a 401 that must not cost data, and a 400 has often stored the good lines.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
import re
from typing import Protocol
from urllib.parse import urlsplit

MAX_DETAIL_CHARS = 300
TIMEOUT_S = 30.0


class Verdict(StrEnum):
    """What became of a body of lines."""

    STORED = "stored"
    REFUSED = "refused"  # some or all lines will never be stored: find out which
    TOO_LARGE = "too_large"  # send less at a time
    RETRY = "retry"  # the same may succeed later
    MISCONFIGURED = "misconfigured"  # the same may succeed once a person changed something


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOutcome:
    """A verdict with a countable reason, the server's own words and its wish for a pause.

    `dropped`: how many lines the server says it left out. Only to be trusted when it is all of
    them: unparsable lines count as `dropped=0`, and one kind of refusal hides another.
    """

    verdict: Verdict
    reason: str = ""
    detail: str = ""
    after_s: float = 0.0
    dropped: int | None = None


STORED = WriteOutcome(verdict=Verdict.STORED)
EXPIRED = "expired"
CACHE_FULL = "database_cache_full"


class Database(Protocol):
    """One database that takes line protocol with nanosecond times."""

    async def write(self, body: bytes) -> WriteOutcome:
        """Write lines; never raises for anything the server or the network does."""

    async def close(self) -> None:
        """Let go of the connections."""


_LINE_REASONS = (
    ("points beyond retention policy", EXPIRED),
    ("outside retention", EXPIRED),
    ("field type conflict", "field_type_conflict"),
    ("max-series-per-database", "series_limit"),
    ("max-values-per-tag", "tag_values_limit"),
    ("unable to parse", "unparsable"),
    ("invalid tag key", "invalid_tag_key"),
)
_BROKEN_TRANSFER = ("gzip: invalid header", "unexpected EOF")
_CACHE_FULL = "cache-max-memory-size exceeded"
_RETENTION_MISSING = "retention policy not found"
_DROPPED = re.compile(r"dropped=(\d+)")
_CONFIGURATION = {401: "unauthorised", 403: "forbidden", 404: "database_missing"}


def outcome(status: int, text: str, retry_after: str = "") -> WriteOutcome:
    """Return what an answer of any InfluxDB (or one that acts like it) means for the lines."""
    detail = " ".join(text.split())[:MAX_DETAIL_CHARS]
    if status == 204:
        return STORED
    if status in {400, 422}:
        return _refused(text, detail)
    if status == 413:
        return WriteOutcome(verdict=Verdict.TOO_LARGE, reason="too_large", detail=detail)
    if status == 500 and _CACHE_FULL in text:
        return WriteOutcome(verdict=Verdict.TOO_LARGE, reason=CACHE_FULL, detail=detail)
    if status == 500 and _RETENTION_MISSING in text:
        return WriteOutcome(verdict=Verdict.MISCONFIGURED, reason="retention_policy_missing", detail=detail)
    if status in {408, 425, 429} or status >= 500:
        return WriteOutcome(
            verdict=Verdict.RETRY,
            reason=f"http_{status}",
            detail=detail,
            after_s=_seconds(retry_after),
        )
    return WriteOutcome(
        verdict=Verdict.MISCONFIGURED,
        reason=_CONFIGURATION.get(status, f"http_{status}"),
        detail=detail,
    )


def unreachable(error: BaseException) -> WriteOutcome:
    """Return what a failed connection means: nobody knows whether the lines arrived."""
    reason = "timeout" if isinstance(error, TimeoutError) else "unreachable"
    detail = (str(error) or type(error).__name__)[:MAX_DETAIL_CHARS]
    return WriteOutcome(verdict=Verdict.RETRY, reason=reason, detail=detail)


def wrong_address(error: BaseException) -> WriteOutcome:
    """Return what an unusable address or an untrusted certificate means."""
    return WriteOutcome(verdict=Verdict.MISCONFIGURED, reason="address", detail=str(error)[:MAX_DETAIL_CHARS])


def is_loopback(url: str) -> bool:
    """Say whether the server is on this machine, where compressing costs more than it saves."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(text: str, detail: str) -> WriteOutcome:
    if any(words in text for words in _BROKEN_TRANSFER):
        return WriteOutcome(verdict=Verdict.RETRY, reason="broken_transfer", detail=detail)
    reason = next((name for words, name in _LINE_REASONS if words in text), "rejected")
    dropped = _DROPPED.search(text)
    return WriteOutcome(
        verdict=Verdict.REFUSED,
        reason=reason,
        detail=detail,
        dropped=int(dropped[1]) if dropped else None,
    )


def _seconds(retry_after: str) -> float:
    # Only the form in seconds: a date would need a clock, and nobody sends one here.
    return min(float(retry_after), 3600.0) if retry_after.isdecimal() else 0.0
