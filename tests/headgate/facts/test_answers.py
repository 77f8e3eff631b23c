"""Answers that are kept across runs: found again while nothing differs, never when something does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from headgate.facts.answers import Answers
from headgate.facts.cache import Cache


@dataclass(frozen=True)
class Sum:
    value: int
    parts: frozenset[str] = frozenset()


class Counting:
    """Makes an answer, and counts how often."""

    def __init__(self, answer: Sum) -> None:
        self.answer = answer
        self.made = 0

    def __call__(self) -> Sum:
        self.made += 1
        return self.answer


def test_an_answer_is_made_once_and_found_by_the_next_run(tmp_path: Path) -> None:
    make = Counting(Sum(3, frozenset({"a", "b"})))
    for _ in range(2):
        answers = Answers(Cache(tmp_path / "facts.sqlite3"))
        assert answers.of("sum", "1 2", Sum, make) == make.answer
        assert answers.of("sum", "1 2", Sum, make) == make.answer
        answers.keep()
    assert make.made == 1


def test_another_question_and_other_premises_are_other_answers() -> None:
    answers = Answers()
    answers.add("sum", "1 2", Sum(3))
    assert answers.find("sum", "1 2", Sum) == Sum(3)
    assert answers.find("sum", "1 3", Sum) is None
    assert answers.find("product", "1 2", Sum) is None


def test_what_is_not_written_is_not_found_by_the_next_run(tmp_path: Path) -> None:
    Answers(Cache(tmp_path / "facts.sqlite3")).add("sum", "1 2", Sum(3))
    assert Answers(Cache(tmp_path / "facts.sqlite3")).find("sum", "1 2", Sum) is None


def test_many_answers_are_found_at_once_under_the_names_of_what_was_told(tmp_path: Path) -> None:
    first = Answers(Cache(tmp_path / "facts.sqlite3"))
    first.add("sum", "1 2", Sum(3))
    first.add("sum", "2 2", Sum(4))
    first.keep()
    later = Answers(Cache(tmp_path / "facts.sqlite3"))
    assert later.find_all("sum", {"x": "1 2", "y": "2 2", "z": "9 9"}, Sum) == {"x": Sum(3), "y": Sum(4)}
