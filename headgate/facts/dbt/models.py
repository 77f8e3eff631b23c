"""SQL files of a dbt project: models, snapshots, tests, analyses and macros."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from headgate.dataset import Dataset, DatasetKind
from headgate.errors import HeadgateError
from headgate.facts.dbt.artifacts.reading import checksum_of
from headgate.facts.dbt.context import DbtContext, context_of
from headgate.facts.dbt.incremental import rereads
from headgate.facts.dbt.jinja.library import macros_of, why_no_template
from headgate.facts.dbt.jinja.render import NO_TEMPLATE, Rendered, render
from headgate.facts.dbt.jinja.sandbox import Sandbox
from headgate.facts.dbt.model import DbtFile, DbtNode
from headgate.facts.dbt.naming import model_dataset
from headgate.facts.dbt.settle import dataset_of_ref, read_rendered, settle
from headgate.facts.dbt.watermarks import watermarks
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.engine import REFUSED, SPEAKS, refusal
from headgate.facts.sql.tree import SqlStatement
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_KINDS = {"model": DatasetKind.MODEL, "snapshot": DatasetKind.SNAPSHOT}


def read(file: SourceFile) -> Reading:
    """What a SQL file of a dbt project says, by the folder that it lies in."""
    context = context_of(file.hints.dbt_root)
    role = context.layout.role(file.path) or "model"
    kinds = tuple(sorted(file.kinds))
    if role == "macro":
        macros = tuple(macros_of(Sandbox(), file.text))
        why = why_no_template(Sandbox(), file.text)
        gaps = (file.gap("macros", f"{NO_TEMPLATE}, {why}"),) if why else ()
        return Reading(FileFacts(file.path, kinds, dbt=DbtFile(macros=macros), gaps=gaps))
    name = PurePosixPath(file.path).stem
    try:
        renderings = list(render(context, file.text, name))
    except HeadgateError as error:
        node = DbtNode(role, name, 1)
        gap = file.gap("template", str(error))
        told = DbtFile(nodes=(node,), checksum=checksum_of(file.text))
        return Reading(FileFacts(file.path, kinds, dbt=told, gaps=(gap,)))
    return _reading(file, context, role, name, renderings)


def _reading(file: SourceFile, context: DbtContext, role: str, name: str, renderings: list[Rendered]) -> Reading:
    statements: list[SqlStatement] = []
    whole: list[SqlStatement] = []
    gaps: list[Gap] = []
    nodes: dict[str, DbtNode] = {}
    told: list[tuple[Rendered, list[SqlStatement]]] = []
    for rendered in renderings:
        kind = "snapshot" if rendered.snapshot else role
        node = _node(kind, rendered.snapshot or name, rendered, file.text)
        nodes.setdefault(node.name, node)
        parsed, trouble = read_rendered(file, rendered)
        target = model_dataset(node.name) if kind in _KINDS else None
        settled = [settle(one, target) for one in parsed]
        told.append((rendered, settled))
        if trouble and not parsed and not rendered.missed and file.hints.dialect in SPEAKS:
            trouble = [_asked_again(gap, rendered.text) for gap in trouble]
        statements += settled
        # What holds a placeholder is good for lineage, not for a verdict on the query.
        whole += [] if rendered.missed else settled
        gaps += (*trouble, *_missed(file, rendered))
    if role == "model" and set(nodes) == {name}:
        nodes = {name: replace(nodes[name], rereads=rereads(name, told), watermarks=watermarks(name, told))}
    facts = FileFacts(
        path=file.path,
        kinds=tuple(sorted(file.kinds)),
        statements=tuple(one.facts for one in statements),
        datasets=tuple(_datasets(file.path, nodes.values())),
        jobs=tuple(_jobs(file.path, context, nodes.values())),
        dbt=DbtFile(nodes=tuple(nodes.values()), checksum=checksum_of(file.text)),
        gaps=tuple(dict.fromkeys(gaps)),
    )
    return Reading(facts, tuple(whole))


def _asked_again(gap: Gap, text: str) -> Gap:
    """`gap`, made certain where the engine does not take the text either."""
    why = refusal(text) if gap.kind is GapKind.UNPARSED else ""
    return replace(gap, why=f"{REFUSED}: {why}") if why else gap


def _missed(file: SourceFile, rendered: Rendered) -> Iterator[Gap]:
    for name, why in rendered.missed:
        yield file.gap(f"template: {name}", why, GapKind.UNRESOLVED)


def _node(kind: str, name: str, rendered: Rendered, text: str) -> DbtNode:
    config = tuple((key, _as_json(value)) for key, value in rendered.used.config.items())
    alias = rendered.used.config.get("alias")
    refs = tuple(dict.fromkeys((ref, _line_of(ref, text)) for ref in rendered.used.refs))
    line = _line_of_block(rendered.snapshot, text) if rendered.snapshot else 1
    return DbtNode(kind, name, line, alias if isinstance(alias, str) else "", config=config, refs=refs)


def _datasets(path: str, nodes: Iterable[DbtNode]) -> Iterator[Dataset]:
    for node in nodes:
        if node.kind in _KINDS:
            yield Dataset(model_dataset(node.name), _KINDS[node.kind], Location(path, node.line))


def _jobs(path: str, context: DbtContext, nodes: Iterable[DbtNode]) -> Iterator[Job]:
    for node in nodes:
        reads = tuple(DatasetUse(dataset_of_ref(context, name), line) for name, line in node.refs)
        writes = (DatasetUse(model_dataset(node.name), node.line),) if node.kind in _KINDS else ()
        yield Job(f"{node.kind}.{node.name}", JobKind.DBT, Location(path, node.line), reads, writes)


def _line_of(ref: str, text: str) -> int:
    """The line of a `ref` or `source` call; 1 where a macro makes it."""
    parts = ref.split(".", 1)
    inside = r"['\"]\s*,\s*['\"]".join(re.escape(part) for part in parts)
    found = re.search(rf"(?:ref|source)\s*\([^)]*['\"]{inside}['\"]", text)
    if found is None and re.search(r"_v\w+$", ref):
        return _line_of(re.sub(r"_v[^_]+$", "", ref), text)  # `ref('orders', v=2)`
    return text.count("\n", 0, found.end()) + 1 if found else 1


def _line_of_block(name: str, text: str) -> int:
    found = re.search(rf"\{{%-?\s*snapshot\s+{re.escape(name)}\b", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, default=str)
    except (ValueError, TypeError, RecursionError):
        return json.dumps(str(type(value).__name__))
