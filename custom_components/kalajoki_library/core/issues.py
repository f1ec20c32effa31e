"""What staff must know until it is mended: raised once, cleared once, raised anew after a restart."""

from collections.abc import Iterable

from .effects import Effect, IssueCleared, IssueRaised
from .words import IssueKind

type Issue = tuple[IssueKind, str]


class Issues:
    """The open ones."""

    def __init__(self) -> None:
        """Start with none."""
        self.open: set[Issue] = set()

    def set(self, kind: IssueKind, subject: str, *, is_open: bool) -> Iterable[Effect]:
        """Open or close an issue; yield what must be told."""
        issue = (kind, subject)
        if is_open and issue not in self.open:
            self.open.add(issue)
            yield IssueRaised(kind=kind, subject=subject)
        elif not is_open and issue in self.open:
            self.open.discard(issue)
            yield IssueCleared(kind=kind, subject=subject)

    def again(self) -> Iterable[Effect]:
        """Yield the open ones: the program that showed them has started anew."""
        return [IssueRaised(kind=kind, subject=subject) for kind, subject in sorted(self.open)]
