"""How two plans read: sources, columns, filters, sizes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from headgate.facts.spark.explain.shape import ReadShape
from headgate.facts.spark.explain.sizes import shown
from headgate.impact.plans.difference import Difference, Turn

_FELT = 1.2
"""Sizes differ where one is more than this many times the other."""
_LISTED = 6


def reads(old: Sequence[ReadShape], new: Sequence[ReadShape]) -> Iterator[Difference]:
    """What the scans of `new` do otherwise than those of `old`; scans of one source are matched by their columns."""
    before, after = _by_source(old), _by_source(new)
    for source in dict.fromkeys((*before, *after)):
        olds, news = before.get(source, []), after.get(source, [])
        for first, second in _pairs(olds, news):
            yield from _changed(first, second)
        if olds and news and len(olds) != len(news):
            turn = Turn.WORSE if len(news) > len(olds) else Turn.BETTER
            times = {1: "once", 2: "twice"}.get(len(news), f"{len(news)} times")
            yield Difference(
                turn,
                "read",
                f"`{source}` is read {times}, and was read {_times(len(olds))}",
                news[-1].line,
                olds[-1].line,
            )
        elif not news:
            yield Difference(Turn.OTHER, "read", f"`{source}` is no longer read", old_line=olds[0].line)
        elif not olds:
            yield Difference(Turn.OTHER, "read", f"`{source}` is read, and was not before", news[0].line)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _by_source(found: Sequence[ReadShape]) -> dict[str, list[ReadShape]]:
    groups: dict[str, list[ReadShape]] = defaultdict(list)
    for one in found:
        groups[one.source].append(one)
    return groups


def _pairs(olds: list[ReadShape], news: list[ReadShape]) -> Iterator[tuple[ReadShape, ReadShape]]:
    """Each old scan with the new one that shares most columns; ties by order."""
    left = list(news)
    for old in olds:
        best = max(left, key=lambda new: len(set(new.columns) & set(old.columns)), default=None)
        if best is not None:
            left.remove(best)
            yield old, best


def _changed(old: ReadShape, new: ReadShape) -> Iterator[Difference]:
    source = new.source
    more = [name for name in new.columns if name not in old.columns]
    fewer = [name for name in old.columns if name not in new.columns]
    if more or fewer:
        count = f"{len(old.columns)} → {len(new.columns)} columns of `{source}` are read"
        told = [f"{_names(more)} more" if more else "", f"{_names(fewer)} less" if fewer else ""]
        turn = Turn.BETTER if not more else Turn.WORSE if not fewer else Turn.OTHER
        yield Difference(turn, "read", f"{count}: {', '.join(part for part in told if part)}", new.line, old.line)
    if old.format != new.format and old.format and new.format:
        yield Difference(
            Turn.OTHER, "read", f"`{source}` is read as {new.format}, and was read as {old.format}", new.line, old.line
        )
    for what, was, now in (
        ("pushed to", _asked(old.pushed), _asked(new.pushed)),
        ("a partition filter of", _asked(old.partition_filters), _asked(new.partition_filters)),
    ):
        if was is None or now is None:
            continue
        lost, gained = [one for one in was if one not in now], [one for one in now if one not in was]
        if lost:
            yield Difference(
                Turn.WORSE if not gained else Turn.OTHER,
                "read",
                f"{_names(lost)} {_is(lost)} no longer {what} `{source}`",
                new.line,
                old.line,
            )
        if gained:
            turn = Turn.BETTER if not lost else Turn.OTHER
            yield Difference(turn, "read", f"{_names(gained)} {_is(gained)} now {what} `{source}`", new.line, old.line)
    if old.size and new.size and max(old.size, new.size) > _FELT * min(old.size, new.size):
        turn = Turn.BETTER if new.size < old.size else Turn.WORSE
        yield Difference(
            turn,
            "size",
            f"`{source}` is believed to have {shown(new.size)}, and was believed to have {shown(old.size)}",
            new.line,
            old.line,
        )


def _asked(filters: tuple[str, ...] | None) -> list[str] | None:
    """Filters that ask for more than that there is a value."""
    if filters is None:
        return None
    return [one for one in filters if not one.lower().startswith("isnotnull(")]


def _names(names: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names[:_LISTED])
    return listed + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
