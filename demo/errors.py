"""What stops the demo, in words for the person who started it."""


class DemoError(Exception):
    """Something is missing or went wrong; `remedy` says what to do."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        """Take the problem in one line."""
        super().__init__(problem)
        self.remedy = remedy


class NotSeenError(Exception):
    """A condition did not come true in time: what was expected, and what was seen instead."""

    def __init__(self, expected: str, seen: object, after_s: float) -> None:
        """Keep both for the report."""
        super().__init__(f"expected {expected}; saw {seen!r} for {after_s:.0f} s")
