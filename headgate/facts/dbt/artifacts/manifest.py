"""`manifest.json`: dbt's own depends_on and compiled SQL.

Source: dbt, "Manifest JSON file": `nodes` with `checksum`, `depends_on`, `compiled_code` (`compiled_sql` before 1.3),
`relation_name`; `sources`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from headgate.dataset import DatasetId, table
from headgate.errors import HeadgateError
from headgate.facts.dbt.artifacts.model import Manifest, ManifestNode
from headgate.facts.dbt.artifacts.reading import MAX_NODES, each_of, named_by, part_of, read_artifact, said_of
from headgate.facts.dbt.model import DbtFile
from headgate.facts.dbt.naming import model_dataset, versioned
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.resolve import resolve
from headgate.facts.streams.scripts import renamed
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse

_KINDS = ("model", "snapshot", "seed")
_DIALECTS = {"sqlserver": "tsql", "fabric": "tsql", "spark": "spark", "athena": "athena"}
_LONGEST = 500_000
"""Characters of compiled SQL that are read of one model."""


def read_manifest(file: SourceFile) -> Reading:
    """The nodes of a manifest."""
    kinds = tuple(sorted(file.kinds))
    try:
        top = read_artifact(file.text, "manifest")
    except HeadgateError as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("manifest", str(error)),)))
    metadata = part_of(top, "metadata")
    adapter = said_of(metadata, "adapter_type")
    dialect = _DIALECTS.get(adapter, adapter) or file.hints.dialect
    names = dict(_relations(top))
    gaps: list[Gap] = []
    nodes = tuple(_nodes(file, top, dialect, names, gaps))
    if sum(1 for _ in each_of(top, "nodes")) >= MAX_NODES:
        gaps.append(file.gap("manifest", f"only its first {MAX_NODES:,} nodes are read", GapKind.TOO_MANY))
    manifest = Manifest(said_of(metadata, "project_name"), said_of(metadata, "generated_at"), nodes)
    return Reading(FileFacts(file.path, kinds, dbt=DbtFile(manifest=manifest), gaps=tuple(gaps)))


def _relations(top: Mapping[str, object]) -> Iterator[tuple[DatasetId, DatasetId]]:
    """What compiled SQL calls each node, with the name that the project gives it."""
    for _, node in each_of(top, "nodes"):
        relation = said_of(node, "relation_name")
        if relation:
            yield table(relation), model_dataset(versioned(said_of(node, "name"), _version(node)))
    for _, source in each_of(top, "sources"):
        relation = said_of(source, "relation_name")
        if relation:
            yield table(relation), table(f"{said_of(source, 'schema')}.{said_of(source, 'identifier')}")


def _nodes(
    file: SourceFile, top: Mapping[str, object], dialect: str, names: Mapping[DatasetId, DatasetId], gaps: list[Gap]
) -> Iterator[ManifestNode]:
    for identity, node in each_of(top, "nodes"):
        if said_of(node, "resource_type") not in _KINDS:
            continue
        checksum = part_of(node, "checksum")
        listed = part_of(node, "depends_on").get("nodes")
        upstream = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
        name = versioned(said_of(node, "name"), _version(node))
        statement = _statement(file, node, name, dialect, names, gaps)
        yield ManifestNode(
            identity,
            said_of(node, "name"),
            said_of(node, "package_name"),
            said_of(node, "original_file_path").replace("\\", "/"),
            said_of(checksum, "checksum") if said_of(checksum, "name") == "sha256" else "",
            tuple(sorted({named_by(one) for one in upstream})),
            _outputs(statement),
            statement,
        )


def _version(node: Mapping[str, object]) -> str:
    version = node.get("version")
    return str(version) if isinstance(version, str | int | float) and not isinstance(version, bool) else ""


def _statement(
    file: SourceFile,
    node: Mapping[str, object],
    name: str,
    dialect: str,
    names: Mapping[DatasetId, DatasetId],
    gaps: list[Gap],
) -> Statement | None:
    sql = said_of(node, "compiled_code") or said_of(node, "compiled_sql")
    if not sql.strip() or said_of(node, "language") == "python":
        return None
    if len(sql) > _LONGEST:
        gaps.append(file.gap(f"compiled SQL of {name}", "it is too long to be read", GapKind.TOO_LARGE))
        return None
    # Lines of compiled SQL are not those of the model's file; all of them are told as its first.
    statements, trouble = read_sql(file.path, sql, dialect, file.hints, lines=(1,) * (sql.count("\n") + 1))
    queries = [one.facts for one in statements if one.facts.kind == "select" and one.facts.query is not None]
    if trouble or len(queries) != 1:
        gaps.append(file.gap(f"compiled SQL of {name}", "it is not one query that can be parsed"))
        return None
    target = model_dataset(name)
    return replace(renamed(queries[0], names), target=target, writes=(DatasetUse(target, 1),))


def _outputs(statement: Statement | None) -> tuple[str, ...]:
    if statement is None:
        return ()
    try:
        resolved = resolve(statement, _Nothing())
    except RecursionError:
        return ()
    return tuple(made.name for made in resolved.columns) if resolved.complete else ()


class _Nothing:
    """A catalogue that knows no table."""

    def known(self, dataset: DatasetId) -> None:
        """Nothing, of whatever `dataset`."""
