"""What can be wrong with a message; leaves say what the caller should do."""


class ContractError(Exception):
    """Root of the contract's errors."""


class UnreadableMessageError(ContractError):
    """A received payload cannot be understood: drop it and count it."""

    def __init__(self, field: str, problem: str) -> None:
        """Name the field ("" for the whole payload) and what is wrong with it."""
        super().__init__(f"{field or 'payload'}: {problem}")
        self.field = field
        self.problem = problem


class UnwritableMessageError(ContractError):
    """Our own message breaks the contract: a bug in the writer."""


class TopicError(ContractError):
    """A topic part is not an allowed identifier, or the topic is not in the table."""
