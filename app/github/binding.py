"""What the publisher is bound to before anything runs, and cannot be talked out of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headgate.errors import HeadgateError

_REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Binding:
    """One pull request at one commit."""

    repository: str
    """`owner/name`."""
    number: int
    commit: str
    """The head commit, in full."""

    def __post_init__(self) -> None:
        """Raise HeadgateError where a part is not of its form: it goes into addresses and git commands."""
        if not _REPOSITORY.fullmatch(self.repository):
            raise HeadgateError("A repository is named owner/name.")
        if self.number < 1:
            raise HeadgateError("A pull request is named by its number, from 1 on.")
        if not _COMMIT.fullmatch(self.commit):
            raise HeadgateError("A commit is named by its full id of 40 or 64 hexadecimal digits.")

    def __str__(self) -> str:
        return f"{self.repository}#{self.number} at {self.commit[:12]}"
