"""Changes of text that would mend a finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """Replace whole lines of one head file.

    `start_line` to `end_line`, from 1 and inclusive, are replaced by `replacement`, which ends with
    a newline unless it is empty (lines removed). `end_line = start_line - 1` inserts before
    `start_line`; at line 1 of a path that is not there it makes the file.
    """

    path: str
    start_line: int
    end_line: int
    replacement: str


class Rows(StrEnum):
    """What a fix is meant to do to the rows that the queries it touches give."""

    UNTOLD = "untold"
    SAME = "same"
    """Style and speed: any other row fails the trial."""
    OTHER = "other"
    """The faulty rows become other ones; columns stay."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a finding."""

    title: str
    edits: tuple[TextEdit, ...]
    tried: str = ""
    """What its trial showed, in words; empty until `headgate.remedy` has tried it."""
    rows: Rows = Rows.UNTOLD
    witness: str = ""
    """Rows or a record that the trial gave, before the fix and after it; empty where there is none to show."""
