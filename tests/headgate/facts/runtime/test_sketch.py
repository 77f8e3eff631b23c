"""Quantiles without the values."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from headgate.facts.runtime.sketch import Sketch
from headgate.facts.runtime.timeline import Timeline


@settings(deadline=None)
@given(st.lists(st.integers(1, 10**14), min_size=1, max_size=300), st.sampled_from([0.0, 0.25, 0.5, 0.95, 1.0]))
def test_a_quantile_is_within_two_percent_of_the_true_one(values: list[int], share: float) -> None:
    sketch = Sketch()
    for value in values:
        sketch.add(value)
    true = sorted(values)[int(share * (len(values) - 1))]
    assert abs(sketch.quantile(share) - true) <= 0.0201 * true
    assert (sketch.count, sketch.most, sketch.least) == (len(values), max(values), min(values))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**8)), max_size=60))
def test_a_timeline_keeps_all_core_time_in_bounded_steps(tasks: list[tuple[int, int]]) -> None:
    timeline = Timeline(start=1)
    for begin, length in tasks:
        timeline.add(1 + begin, 1 + begin + length)
    assert len(timeline.busy) <= 2_048
    assert abs(sum(timeline.busy) - sum(length for _, length in tasks)) < 1
