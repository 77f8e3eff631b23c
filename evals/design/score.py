"""How many questions a design understands, answers and proves, and how many it rightly refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headgate.design.make import Design, design
from headgate.design.question.form import read_questions
from headgate.design.source.read import read_sources
from headgate.settings import Bounds

HOME = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Scored:
    """What came of one domain."""

    name: str
    made: Design
    refused: Design
    """Of questions that must not be answered."""

    @property
    def asked(self) -> int:
        return len(self.made.questions) + len(self.made.not_understood)

    @property
    def understood(self) -> int:
        return len(self.made.questions)

    @property
    def proved(self) -> int:
        return sum(one.proved for one in self.made.proof.answers)

    @property
    def answered(self) -> int:
        return sum(one.star is not None and bool(one.star.rows) for one in self.made.proof.answers)

    @property
    def built(self) -> bool:
        proof = self.made.proof
        return not proof.failed and not proof.trouble and not any(one.wrong for one in proof.checks)


def cases() -> Iterator[Path]:
    """The folders of all domains."""
    yield from sorted(one for one in HOME.iterdir() if one.is_dir())


def scored(folder: Path) -> Scored:
    """Design one domain."""
    schema = read_sources([folder / "source"])
    file = next(one for one in (folder / "questions.txt", folder / "questions.yml") if one.exists())
    asking = read_questions(file.read_text(encoding="utf-8"), file.suffix == ".yml")
    hopeless = read_questions((folder / "refused.txt").read_text(encoding="utf-8"), yaml=False)
    hopeless.terms.update(asking.terms)
    return Scored(folder.name, design(schema, asking, Bounds()), design(schema, hopeless, Bounds()))
