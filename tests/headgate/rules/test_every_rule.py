"""One test for all rules: documentation stands, examples fire on their exact lines, fixes hold."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from headgate.change import Change, FileChange, Status
from headgate.facts.cache import Cache
from headgate.finding import Finding, State
from headgate.remedy.apply import apply
from headgate.review import Subject
from headgate.review_change import analyse
from headgate.rules.registry import HEADINGS, SPECIALISTS, Example, Rule, all_rules
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

EXAMPLES = [
    pytest.param(known, example, id=f"{known.id}-{number}")
    for known in all_rules()
    for number, example in enumerate(known.examples)
]


def findings_of(known: Rule, head: Mapping[str, str], base: Mapping[str, str] | None) -> list[Finding]:
    before = MemorySnapshot(base) if base is not None else None
    checkout = Checkout(Subject("example"), MemorySnapshot(head), before, changed(base, head))
    review = analyse(checkout, Cache(None)).review
    return [f for f in review.findings if f.rule == known.id and f.state is State.INTRODUCED]


def changed(base: Mapping[str, str] | None, head: Mapping[str, str]) -> Change | None:
    """The change between two sets of files, with every line of a changed file as added."""
    if base is None:
        return None
    files = {}
    for path in sorted({*base, *head}):
        if base.get(path) == head.get(path):
            continue
        status = Status.REMOVED if path not in head else Status.ADDED if path not in base else Status.MODIFIED
        lines = frozenset(range(1, head.get(path, "").count("\n") + 2))
        files[path] = FileChange(path, status, added=lines, removed=frozenset({1}))
    return Change(files)


def test_there_are_rules_for_every_specialist() -> None:
    counted = dict.fromkeys(SPECIALISTS, 0)
    for known in all_rules():
        counted[known.specialist] += 1
    assert min(counted.values()) >= 5, counted


@pytest.mark.parametrize("known", all_rules(), ids=lambda known: known.id)
def test_documentation_has_its_headings(known: Rule) -> None:
    assert known.title.endswith(".")
    for heading in HEADINGS:
        assert f"\n## {heading}\n" in known.documentation, heading


@pytest.mark.parametrize("known", all_rules(), ids=lambda known: known.id)
def test_examples_show_both_sides(known: Rule) -> None:
    assert any(example.lines for example in known.examples), "no example fires"
    assert any(not example.lines for example in known.examples), "no near miss stays silent"


@pytest.mark.parametrize(("known", "example"), EXAMPLES)
def test_example_fires_where_it_says(known: Rule, example: Example) -> None:
    found = findings_of(known, example.head, example.base)
    places = sorted((f.location.path, f.location.start_line) for f in found)
    assert places == sorted((path, line) for path, lines in example.lines.items() for line in lines)


@pytest.mark.parametrize(("known", "example"), [p for p in EXAMPLES if p.values[1].fixed is not None])  # type: ignore[union-attr]
def test_fix_gives_the_exact_text_and_ends_the_finding(known: Rule, example: Example) -> None:
    assert example.fixed is not None
    found = findings_of(known, example.head, example.base)
    snapshot = MemorySnapshot(example.head)
    fixed = apply(snapshot, [f.fix for f in found if f.fix])
    after = {path: fixed.text_of(path) or "" for path in fixed.paths}
    assert {path: after[path] for path in example.fixed} == dict(example.fixed)
    assert findings_of(known, after, example.base) == []
