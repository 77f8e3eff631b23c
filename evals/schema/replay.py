"""What the schema rules say of each commit of a repository."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.schema.commits import Commit, commits, comparison
from headgate.impact.comparison import Comparison
from headgate.impact.compat.pair import schema_pairs
from headgate.rules.registry import Found, Rule, all_rules
from headgate.rules.subjects import CHANGE_SUBJECTS


@dataclass(frozen=True, slots=True)
class Told:
    """One finding of one commit."""

    commit: Commit
    rule: Rule
    found: Found

    def __str__(self) -> str:
        level = (self.found.level or self.rule.level).value
        where = f"{self.found.path}:{self.found.line}"
        return f"{self.commit.id[:10]} {level:7} {self.rule.id} {where} {self.found.message}"


def replay(repository: Path, most: int, within: str = "") -> Iterator[str]:
    """A line for each finding, then the figures."""
    rules = [one for one in all_rules() if one.specialist == "schema" and one.subject in CHANGE_SUBJECTS]
    counted: Counter[str] = Counter()
    spoken: set[str] = set()
    seen = skipped = 0
    verdicts: list[float] = []
    for commit in commits(repository, most, within):
        seen += 1
        change = comparison(repository, commit)
        if change is None:
            skipped += 1
            continue
        verdicts += _timed(change)
        for told in findings(change, commit, rules):
            counted[told.rule.id] += 1
            spoken.add(commit.id)
            yield str(told)
    yield f"\n{seen} commits, {skipped} left out (the first, or too many files), {len(spoken)} with findings"
    for rule, number in sorted(counted.items()):
        yield f"{number:6} {rule}"
    if verdicts:
        usual = statistics.median(verdicts) * 1000
        yield f"{len(verdicts)} pairs of files, a verdict in {usual:.1f} ms of CPU at the median"


def findings(change: Comparison, commit: Commit, rules: list[Rule]) -> Iterator[Told]:
    """What the rules say of one commit."""
    for one in rules:
        for subject in CHANGE_SUBJECTS[one.subject](change):
            for found in one.check(subject, change.head) if one.wants_project else one.check(subject):
                yield Told(commit, one, found)


def _timed(change: Comparison) -> Iterator[float]:
    for pair in schema_pairs(change):
        started = time.process_time()
        pair.judged("")
        yield time.process_time() - started
