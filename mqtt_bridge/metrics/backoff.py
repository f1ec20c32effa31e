"""Waiting times between attempts: exponential, capped, jittered. Knows nothing of what is tried."""

from dataclasses import dataclass, field
import random


@dataclass(slots=True, kw_only=True)
class Backoff:
    """Growing waits; half of each is random, so that many clients do not come back together."""

    first_s: float = 0.5
    longest_s: float = 60.0
    factor: float = 2.0
    random: random.Random = field(default_factory=random.Random)
    attempts: int = 0

    def next_s(self, at_least_s: float = 0.0) -> float:
        """Return the next wait in seconds; a server's own wish (`Retry-After`) is a lower bound."""
        # The exponent is bounded because a float overflows after a thousand attempts.
        ceiling = min(self.longest_s, self.first_s * self.factor ** min(self.attempts, 64))
        self.attempts += 1
        return max(at_least_s, ceiling * (0.5 + 0.5 * self.random.random()))

    def reset(self) -> None:
        """Forget the failures after a success."""
        self.attempts = 0
