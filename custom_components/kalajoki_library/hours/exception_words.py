"""The title of an exception as a mode and a reason. Pure; the words staff may write, in three languages."""

import re

from ..core.words import Mode

LONGEST_REASON = 120

WORDS: dict[Mode, tuple[str, ...]] = {
    Mode.CLOSED: ("suljettu", "kiinni", "stängt", "closed"),
    Mode.SERVICE: ("palveluaika", "palvelu", "servicetid", "service hours", "service"),
    Mode.STAFFED_SELF_SERVICE: (
        "itsepalveluaika",
        "itsepalvelu",
        "självbetjäningstid",
        "självbetjäning",
        "self-service",
        "self service",
    ),
    Mode.UNSTAFFED_SELF_SERVICE: ("omatoimiaika", "omatoimi", "meröppet", "unstaffed"),
    Mode.EVENT_ONLY: (
        "vain tapahtuma",
        "tapahtuma",
        "endast evenemang",
        "evenemang",
        "event only",
        "event",
    ),
}
_MODES = {word: mode for mode, words in WORDS.items() for word in words}
_LEADING = re.compile(
    rf"\s*({'|'.join(re.escape(word) for word in sorted(_MODES, key=len, reverse=True))})(?!\w)[\s:;,.–—-]*",  # noqa: RUF001 - dashes as people write them
    re.IGNORECASE,
)


def mode_and_reason(title: str, description: str | None = None) -> tuple[Mode, str] | None:
    """Return what a title says and why; None: it begins with none of the words.

    The reason is what follows the word, else the description's first line; displays show it.
    """
    match = _LEADING.match(title)
    if match is None:
        return None
    reason = title[match.end() :].strip() or next(iter((description or "").strip().splitlines()), "")
    return _MODES[match[1].lower()], " ".join(reason.split())[:LONGEST_REASON]


def words_for_people() -> str:
    """Return the words that can be written, a mode after another."""
    return "; ".join(", ".join(words) for words in WORDS.values())
