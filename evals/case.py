"""A case: a small repository before and after a change, and what a review of it must and must not say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from headgate.change import Change
from headgate.errors import HeadgateError
from headgate.finding import Finding
from headgate.location import Side
from headgate.review import Subject
from headgate.settings import Bounds, Settings
from headgate.source import diff, git
from headgate.source.checkout import Checkout
from headgate.source.snapshot import FolderSnapshot

CASES = Path(__file__).parent / "cases"


class Expected(BaseModel):
    """A finding that the review must have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    """A rule id; `*` stands for any part."""
    path: str
    line: int
    side: Side = Side.HEAD

    def is_met_by(self, finding: Finding, tolerance: int) -> bool:
        """Whether `finding` is this fault, at most `tolerance` lines away."""
        at = finding.location
        near = at.start_line - tolerance <= self.line <= at.last_line + tolerance
        return fnmatchcase(finding.rule, self.rule) and at.path == self.path and at.side is self.side and near


class Silent(BaseModel):
    """Findings that the review must not have, at any level."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str = "*"
    path: str = "*"
    why: str = ""

    def is_broken_by(self, finding: Finding) -> bool:
        """Whether `finding` should not be there."""
        return fnmatchcase(finding.rule, self.rule) and fnmatchcase(finding.location.path, self.path)


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    expect: tuple[Expected, ...] = ()
    also: tuple[Expected, ...] = ()
    silent: tuple[Silent, ...] = ()
    dialect: str = ""


@dataclass(frozen=True)
class Case:
    """One folder below `evals/cases`: `case.toml`, `before/`, `after/`."""

    name: str
    title: str
    folder: Path
    expect: tuple[Expected, ...]
    also: tuple[Expected, ...]
    """True as well, but not what the case is about: neither asked for nor counted as noise."""
    silent: tuple[Silent, ...]
    dialect: str = ""

    @property
    def area(self) -> str:
        return self.name.split("-", 1)[0]

    def checkout(self) -> Checkout:
        """The change of the case, as a review gets it."""
        settings = Settings(dialect=self.dialect)
        before = FolderSnapshot(self.folder / "before", Bounds())
        after = FolderSnapshot(self.folder / "after", Bounds())
        return Checkout(Subject(self.name), after, before, self._change(), settings=settings)

    def _change(self) -> Change:
        options = ("--no-index", "--no-color", "--no-ext-diff", "--no-prefix", "--find-renames")
        text = git.difference(self.folder, *options, "before", "after").decode("utf-8", "replace")
        return diff.parse(text.replace(" before/", " ").replace(" after/", " "))


def load(root: Path = CASES, pattern: str = "*") -> Iterator[Case]:
    """The cases below `root` whose names match `pattern`, in order.

    Raises:
        HeadgateError: a `case.toml` cannot be read.
    """
    for file in sorted(root.glob(f"{pattern}/case.toml")):
        try:
            told = _Told.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            raise HeadgateError(f"{file} is not a case: {error}") from error
        yield Case(file.parent.name, told.title, file.parent, told.expect, told.also, told.silent, told.dialect)
