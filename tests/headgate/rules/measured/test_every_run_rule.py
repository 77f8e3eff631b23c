"""One test for all rules over runs: documentation stands, each speaks and each is silent where its examples say."""

from __future__ import annotations

import pytest

from headgate.facts.placed.placed import Placed
from headgate.rules.registry import HEADINGS
from headgate.rules.runs.registry import RunExample, RunRule, run_rules
from headgate.rules.runs.subject import Measured

EXAMPLES = [
    pytest.param(known, example, id=f"{known.id}-{number}")
    for known in run_rules()
    for number, example in enumerate(known.examples)
]


@pytest.mark.parametrize("known", run_rules(), ids=lambda known: known.id)
def test_documentation_has_its_headings(known: RunRule) -> None:
    assert known.title.endswith(".")
    for heading in HEADINGS:
        assert f"\n## {heading}\n" in known.documentation, heading


@pytest.mark.parametrize("known", run_rules(), ids=lambda known: known.id)
def test_examples_show_both_sides(known: RunRule) -> None:
    assert {example.fires for example in known.examples} == {True, False}


@pytest.mark.parametrize(("known", "example"), EXAMPLES)
def test_example_fires_or_stays_silent(known: RunRule, example: RunExample) -> None:
    found = list(known.check(Measured(Placed(example.run()))))
    assert bool(found) is example.fires, [one.message for one in found]


@pytest.mark.parametrize("known", run_rules(), ids=lambda known: known.id)
def test_what_is_said_has_numbers_and_a_bounded_gain(known: RunRule) -> None:
    for example in known.examples:
        for seen in known.check(Measured(Placed(example.run()))):
            assert seen.metrics
            assert seen.cost_ms >= 0
            assert seen.message.endswith((".", "failed 4 times"))
            if seen.gain is not None:
                assert 0 <= seen.gain.low <= seen.gain.high
                assert seen.gain.why


def test_rules_that_give_way_are_rules() -> None:
    known = {one.id for one in run_rules()}
    assert {other for one in run_rules() for other in one.instead_of} <= known
