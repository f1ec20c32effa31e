"""A calm progress display: one line for each step, with how long it took."""

from collections.abc import Iterator
from contextlib import contextmanager
import sys
import time


class Progress:
    """Prints to a terminal or a log; on a terminal the running step is shown too."""

    def __init__(self) -> None:
        """Look whether somebody watches."""
        self._is_terminal = sys.stdout.isatty()
        self.began = time.monotonic()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Print a line when the step is done, or failed."""
        began = time.monotonic()
        if self._is_terminal:
            print(f"  ..           {what}", end="\r", flush=True)
        word = "FAILED"
        try:
            yield
            word = "ok"
        finally:
            print(f"  {word:<6} {time.monotonic() - began:5.1f} s  {what}", flush=True)

    def say(self, text: str = "") -> None:
        """Print a line."""
        print(text, flush=True)
