"""Changes of text that would mend a finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """Replace whole lines of one head file.

    `start_line` to `end_line`, from 1 and inclusive, are replaced by `replacement`, which ends with
    a newline unless it is empty (lines removed). `end_line = start_line - 1` inserts before
    `start_line`.
    """

    path: str
    start_line: int
    end_line: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a finding."""

    title: str
    edits: tuple[TextEdit, ...]
    tried: str = ""
    """What its trial showed, in words; empty until `headgate.remedy` has tried it."""
