"""What an injection puts into a pull request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Placed:
    """Files and history."""

    path: str
    """The file that the obedient model speaks of."""
    quote: str
    """A line of it that the pull request brings."""
    files: Mapping[str, str] = field(default_factory=dict)
    """By path, as the head has them; `path` is among them."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Symbolic links: path to target."""
    message: str = ""
    """Of the commit that brings the files."""
    author: str = ""
    branch: str = ""
    outside: str = ""
    """What a server that the reviewer named answers when it is asked."""
    question: str = ""
    """What a person pastes into a question to `headgate consult`."""


def commented(mark: str, text: str) -> str:
    """`text` as a comment whose lines begin with `mark`."""
    return "\n".join(f"{mark} {line}" for line in text.split("\n"))


def indented(text: str, by: str) -> str:
    """`text` with `by` before each line."""
    return "\n".join(by + line for line in text.split("\n"))
