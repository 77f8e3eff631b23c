"""What tools read: one analysis, and the checkout that it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agents.quoting import masked_lines
from headgate.change import Change
from headgate.facts.project import Project
from headgate.location import Side
from headgate.review_change import Analysis
from headgate.settings import Settings
from headgate.source.checkout import Checkout
from headgate.source.snapshot import GitSnapshot, Snapshot


class CannotAnswerError(Exception):
    """The question cannot be answered; the message is one sentence that says what to ask instead."""


@dataclass(frozen=True)
class Workspace:
    """One analysis at hand. Nothing else of the machine can be reached through it."""

    analysis: Analysis
    checkout: Checkout | None = None
    """Where history can be asked; None where only the analysis is at hand."""

    @property
    def change(self) -> Change | None:
        """What is changed; None where a whole repository is reviewed."""
        return self.analysis.comparison.change if self.analysis.comparison else None

    @property
    def settings(self) -> Settings:
        return self.analysis.head.project.settings

    def project(self, side: Side = Side.HEAD) -> Project:
        """
        Raises:
            CannotAnswerError: the base is asked for, and a whole repository is reviewed.
        """
        if side is Side.HEAD:
            return self.analysis.head.project
        if self.analysis.base is None:
            raise CannotAnswerError("There is no base here: a whole repository is reviewed; leave `side` away.")
        return self.analysis.base.project

    def snapshot(self, side: Side = Side.HEAD) -> Snapshot:
        """The files of one side."""
        return self.project(side).snapshot

    def lines(self, path: str, side: Side = Side.HEAD) -> list[str]:
        """The lines of a text file, secrets masked.

        Raises:
            CannotAnswerError: it is not in the snapshot, or is not text that can be shown.
        """
        snapshot = self.snapshot(side)
        if path not in snapshot:
            raise CannotAnswerError(f"There is no file '{path[:200]}' in the {side.value}; list_files shows what is.")
        lines = masked_lines(snapshot, path)
        if not lines:
            raise CannotAnswerError(f"'{path[:200]}' is no text, or larger than may be read.")
        return lines

    def known(self, path: str) -> None:
        """
        Raises:
            CannotAnswerError: neither head nor base has a file at `path`.
        """
        base = self.analysis.base
        if path not in self.snapshot() and (base is None or path not in base.project.snapshot):
            raise CannotAnswerError(f"There is no file '{path[:200]}'; list_files shows what is.")

    def added(self, path: str) -> frozenset[int]:
        """Lines of the head that the change adds to a file."""
        file = self.change.files.get(path) if self.change is not None else None
        return file.added if file is not None else frozenset()

    def repository(self) -> tuple[Path, str]:
        """Where git can be asked, and the commit that the head stands for.

        Raises:
            CannotAnswerError: what is reviewed has no history at hand.
        """
        if self.checkout is None or self.checkout.repository is None:
            raise CannotAnswerError("There is no git history here: a plain folder is reviewed.")
        head = self.checkout.head
        return self.checkout.repository, head.commit if isinstance(head, GitSnapshot) else "HEAD"
