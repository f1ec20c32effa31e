"""The bridge's errors; branches say what the caller should do."""


class BridgeError(Exception):
    """Root of the bridge's errors."""


class TryAgainError(BridgeError):
    """Nothing is lost yet: keep what you have and try again later."""


class DropError(BridgeError):
    """This one item can never succeed: drop it and count it under `reason`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        """Take a short, countable reason and what exactly is wrong."""
        super().__init__(detail or reason)
        self.reason = reason


class ConfigurationError(BridgeError):
    """Only a person can help: the text names the setting and the remedy."""


class SpoolFullError(TryAgainError):
    """The spool reached its size limit and may not drop anything: room comes when it drains."""


class SpoolUnwritableError(TryAgainError):
    """The disk refused the spool's write (full, failing, read-only): nothing was acknowledged."""


class UnwritablePointError(DropError):
    """A point cannot be written as line protocol without changing its meaning."""


class SpoolBusyError(ConfigurationError):
    """Another process uses this spool directory."""
