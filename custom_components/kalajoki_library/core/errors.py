"""What can be wrong with what the core is given; leaves say what the caller should do."""


class LibraryError(Exception):
    """Root of the core's errors."""


class SettingsError(LibraryError):
    """The configuration cannot be: tell the user which field and why."""

    def __init__(self, field: str, problem: str) -> None:
        """Name the field and what is wrong with it."""
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class ValueRefusedError(LibraryError):
    """A value that must never be built (a naive datetime, an interval that ends before it starts)."""


class SnapshotError(LibraryError):
    """A stored snapshot cannot be read: start without it and say so."""
