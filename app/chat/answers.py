"""Answering questions from facts, rules and patterns, each sentence with its reference; no model is asked here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from difflib import get_close_matches

from app.chat.session import Sitting
from headgate.dataset import DatasetId
from headgate.errors import HeadgateError
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.lineage import ColumnEdge, ColumnRef
from headgate.rules.registry import all_rules
from knowledge.entry import EntryKind
from knowledge.store import open_store

_WORD = re.compile(r"[\w.:/-]+")
_NUMBER = re.compile(r"#(\d+)")
_MOST = 12
"""Items of one list in an answer."""


def answer(sitting: Sitting | None, question: str) -> str:
    """Markdown that answers `question` as far as facts, rules and patterns tell."""
    told = "\n\n".join(_parts(sitting, question)) or _remembered(sitting, question)
    if told:
        return told
    return (
        "Nothing that was read speaks of that. Name a dataset or a column (`stg_orders.total`), a rule "
        "(`spark/collect-to-driver`) or a finding (`#1`), or ask what the change breaks."
    )


def _parts(sitting: Sitting | None, question: str) -> Iterator[str]:
    words = [word.strip(".:/-") for word in _WORD.findall(question)]
    if sitting is not None:
        for number in _NUMBER.findall(question):
            yield from _finding(sitting, int(number))
        named = list(_named(sitting.analysis.head.project.graph, words))
        for dataset, column in named:
            yield _of_column(sitting, dataset, column) if column else _of_dataset(sitting, dataset)
        asks = {word.lower() for word in words}
        if not named and asks & {"break", "breaks", "impact", "fail", "fails", "downstream", "affected"}:
            yield _impact(sitting)
        if not named and asks & {"findings", "finding", "wrong", "problems", "issues", "worst"}:
            yield _findings(sitting)
    yield from _rules(words)


def _remembered(sitting: Sitting | None, question: str) -> str:
    """What patterns say, where neither facts nor rules answer."""
    return "\n\n".join(_patterns(sitting, question))


def _finding(sitting: Sitting, number: int) -> Iterator[str]:
    if not 1 <= number <= len(sitting.shown):
        yield f"There is no finding #{number}."
        return
    found = sitting.shown[number - 1]
    told = [f"**#{number} {found.rule}** ({found.level}, {found.proof}) at `{found.location}`: {found.message}"]
    told += [f"- {piece.kind}: {_quoted(piece.text)}" for piece in found.evidence]
    if found.fix:
        told.append(f"- fix: {found.fix.title} ({found.fix.tried})")
    told += [f"- {note}" for note in found.notes]
    yield "\n".join(told)


def _named(graph: PipelineGraph, words: list[str]) -> Iterator[tuple[DatasetId, str]]:
    """Datasets, and columns of datasets, that the words name in full or by their last part."""
    by_name: dict[str, DatasetId] = {}
    for dataset in graph.nodes:
        by_name.setdefault(dataset.name.lower(), dataset)
        by_name.setdefault(dataset.name.lower().rsplit(".", 1)[-1], dataset)
        by_name[str(dataset).lower()] = dataset
    for word in dict.fromkeys(word.lower() for word in words):
        if word in by_name and len(word) > 2:
            yield by_name[word], ""
            continue
        table, _, column = word.rpartition(".")
        if table in by_name:
            yield by_name[table], column


def _of_dataset(sitting: Sitting, dataset: DatasetId) -> str:
    graph = sitting.analysis.head.project.graph
    node = graph.nodes[dataset]
    told = [f"**{dataset}** is a {node.kind}" + (f", declared at `{node.location}`." if node.location else ".")]
    columns = ", ".join(f"`{column.name}`" for column in node.columns[:40])
    if columns:
        told.append(f"- columns{'' if node.complete else ' that are known (there may be more)'}: {columns}")
    for what, jobs in (("made by", graph.writers), ("read by", graph.readers)):
        told += [f"- {what} {job.name} (`{job.location}`)" for job in jobs.get(dataset, ())[:_MOST]]
    told += [f"- {line}" for line in _affected(sitting, dataset.name)]
    return "\n".join(told)


def _of_column(sitting: Sitting, dataset: DatasetId, column: str) -> str:
    graph = sitting.analysis.head.project.graph
    start = ColumnRef(dataset, column)
    told = [f"**{start}**"]
    up = [f"- comes from {_way(path, forward=False)}" for path in graph.upstream(start)]
    down = [f"- flows into {_way(path, forward=True)}" for path in graph.downstream(start)]
    for lines in (up, down):
        told += lines[:_MOST]
        if len(lines) > _MOST:
            told.append(f"- … and {len(lines) - _MOST} more")
    if not up and not down:
        told.append("- nothing that was read makes it or reads it by name")
    return "\n".join(told)


def _way(path: tuple[ColumnEdge, ...], *, forward: bool) -> str:
    last = path[-1]
    end = last.target if forward else last.source
    between = [edge.target if forward else edge.source for edge in path[:-1]]
    via = f" by way of {', '.join(f'`{ref}`' for ref in between)}" if between else ""
    return f"`{end}` ({last.effect}, `{last.location}`){via}"


def _impact(sitting: Sitting) -> str:
    rows = [row for row in sitting.review.impact if row.effect != "unaffected"]
    if not rows:
        return "Nothing downstream changes, as far as facts tell."
    told = [f"- **{row.name}** ({row.kind}) {row.effect.replace('_', ' ')}: {row.reason}" for row in rows[:_MOST]]
    if len(rows) > _MOST:
        told.append(f"- … and {len(rows) - _MOST} more")
    return "\n".join(["What the change reaches:", *told])


def _affected(sitting: Sitting, name: str) -> Iterator[str]:
    for row in sitting.review.impact:
        if row.name == name:
            yield f"this change: {row.effect.replace('_', ' ')} {row.reason}".rstrip()


def _findings(sitting: Sitting) -> str:
    told = [
        f"{number}. **{found.rule}** at `{found.location}`: {found.message}"
        for number, found in enumerate(sitting.shown[:_MOST], start=1)
    ]
    return "\n".join(told) or "There is no finding."


def _rules(words: list[str]) -> Iterator[str]:
    known = {rule.id: rule for rule in all_rules()}
    for word in words:
        if "/" in word and word not in known:
            near = get_close_matches(word, known, n=1)
            word = near[0] if near else word  # noqa: PLW2901 - the rule that was meant
        if word in known:
            rule = known[word]
            yield f"**{rule.id}** ({rule.level}, {rule.proof})\n\n{rule.documentation.replace('## ', '#### ')}"


def _patterns(sitting: Sitting | None, question: str) -> Iterator[str]:
    from headgate.settings import Knowledge  # noqa: PLC0415 - only where no sitting has settings

    settings = sitting.checkout.settings.knowledge if sitting else Knowledge()
    try:
        with closing(open_store(settings)) as store:
            hits = store.search(question, limit=2, kind=EntryKind.PATTERN)
    except HeadgateError as error:
        yield f"_{error}_"
        return
    for entry, _ in hits:
        told = (f"**{entry.title}** (pattern `{entry.slug}`)", entry.sign, f"*Remedy.* {entry.remedy}")
        yield "\n\n".join((*told, f"*Source.* {entry.source}"))


def _quoted(text: str) -> str:
    first = text.strip().split("\n", 1)[0][:200].replace("`", "'")
    return f"`{first}`"
