"""Two plans of the same query, compared in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.shape import PlanShape, ShuffleShape, shape_of
from headgate.facts.spark.explain.sizes import shown
from headgate.impact.plans.difference import Difference, Turn
from headgate.impact.plans.joins import joins
from headgate.impact.plans.reads import reads

_FELT = 1.2
_MOST_MATCHED = 200
"""Plans in one file that are matched by what they read; beyond, order alone tells."""
_ORDER = (Turn.WORSE, Turn.BETTER, Turn.OTHER)


@dataclass(frozen=True)
class PlanComparison:
    """A plan beside the plan that it replaces."""

    old: SparkPlan | None
    """None where the plan is new."""
    new: SparkPlan | None
    """None where the plan is gone."""
    differences: tuple[Difference, ...]

    @property
    def worse(self) -> bool:
        return any(one.turn is Turn.WORSE for one in self.differences)


def compare_all(old: Sequence[SparkPlan], new: Sequence[SparkPlan]) -> tuple[PlanComparison, ...]:
    """The plans of two files, in pairs: by order where there are as many, else by what they read."""
    if len(old) == len(new) or max(len(old), len(new)) > _MOST_MATCHED:
        both = tuple(compare(before, after) for before, after in zip(old, new, strict=False))
        came = tuple(PlanComparison(None, one, ()) for one in new[len(old) :])
        return (*both, *came, *(PlanComparison(one, None, ()) for one in old[len(new) :]))
    left = [(_read(one), one) for one in old]
    pairs: list[PlanComparison] = []
    for after in new:
        wanted = _read(after)
        best = max(left, key=lambda one: len(wanted & one[0]), default=None)
        if best is None:
            pairs.append(PlanComparison(None, after, ()))
        else:
            left.remove(best)
            pairs.append(compare(best[1], after))
    return (*pairs, *(PlanComparison(gone, None, ()) for _, gone in left))


def _read(plan: SparkPlan) -> frozenset[str]:
    return frozenset(one.source for one in shape_of(plan).reads)


def compare(old: SparkPlan, new: SparkPlan) -> PlanComparison:
    """What is not the same in two plans; what got worse first."""
    before, after = shape_of(old), shape_of(new)
    found = [
        *_result(before, after),
        *joins(before.joins, after.joins),
        *_shuffles(before.shuffles, after.shuffles),
        *reads(before.reads, after.reads),
        *_counts(before, after),
    ]
    if old.adaptive is not new.adaptive:
        text = (
            f"one plan is {old.adaptive} and the other {new.adaptive} under adaptive execution: joins and shuffles may "
            "differ for that reason alone"
        )
        found.append(Difference(Turn.OTHER, "result", text, new.line, old.line))
    return PlanComparison(old, new, tuple(sorted(found, key=lambda one: _ORDER.index(one.turn))))


def _result(old: PlanShape, new: PlanShape) -> Iterator[Difference]:
    if old.output and new.output and old.output != new.output:
        gone = [name for name in old.output if name not in new.output]
        came = [name for name in new.output if name not in old.output]
        told = [f"without {', '.join(gone[:8])}" if gone else "", f"with {', '.join(came[:8])}" if came else ""]
        text = "; ".join(part for part in told if part) or "in another order"
        yield Difference(Turn.OTHER, "result", f"the result has other columns: {text}")


def _shuffles(old: Sequence[ShuffleShape], new: Sequence[ShuffleShape]) -> Iterator[Difference]:
    """Shuffles that came or went, those of one kind counted; and the bytes that went through them, where told."""
    before, after = Counter(one.about for one in old), Counter(one.about for one in new)
    places = {one.about: one for one in (*old, *new)}
    for about in dict.fromkeys((*before, *after)):
        more = after[about] - before[about]
        shuffle = places[about]
        if more:
            what = f"{_of(shuffle)}{f' ({abs(more)} times)' if abs(more) > 1 else ''}"
            turn, state = (Turn.WORSE, "is new") if more > 0 else (Turn.BETTER, "is gone")
            place = {"line": shuffle.line} if more > 0 else {"old_line": shuffle.line}
            yield Difference(turn, "shuffle", f"{what} {state}", **place)
    was, now = _moved(old), _moved(new)
    if was and now and max(was, now) > _FELT * min(was, now):
        turn = Turn.BETTER if now < was else Turn.WORSE
        yield Difference(turn, "size", f"{shown(now)} went through shuffles, and {shown(was)} did before")


def _of(shuffle: ShuffleShape) -> str:
    source = f"`{shuffle.sources[0]}`" if shuffle.sources else "rows"
    more = f" and {len(shuffle.sources) - 1} more" if len(shuffle.sources) > 1 else ""
    how = (
        f"by {', '.join(shuffle.keys)}"
        if shuffle.keys
        else {"single": "into one partition"}.get(shuffle.by, shuffle.by)
    )
    return f"a shuffle of {source}{more} {how}"


def _moved(shuffles: Sequence[ShuffleShape]) -> float:
    return sum(one.size or 0 for one in shuffles)


def _counts(old: PlanShape, new: PlanShape) -> Iterator[Difference]:
    for about, was, now, one, many in (
        ("python", len(old.python), len(new.python), "operator calls Python", "operators call Python"),
        ("window", old.single_windows, new.single_windows, "window takes all rows into one task",
         "windows take all rows into one task"),
        ("engine", len(old.fallen), len(new.fallen), "operator falls back to Spark's own rows",
         "operators fall back to Spark's own rows"),
        ("sort", old.sorts, new.sorts, "sort is in the plan", "sorts are in the plan"),
    ):  # fmt: skip
        if was != now:
            turn = Turn.BETTER if now < was else Turn.WORSE
            number = "no" if now == 0 else str(now)
            yield Difference(turn, about, f"{number} {one if now == 1 else many}, and {was or 'none'} before")
    if old.engines != new.engines and set(old.engines) != set(new.engines):
        first, second = " and ".join(old.engines), " and ".join(new.engines)
        yield Difference(Turn.OTHER, "engine", f"the plan runs on {second}, and ran on {first}")
