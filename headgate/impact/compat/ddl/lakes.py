"""Tables of lakes as their CREATE TABLE says them: format, columns, partitions; and which types grow in place.

Sources: Apache Iceberg specification, "Schema Evolution" and "Partition Evolution"; Delta Lake, "Type widening" and
"Column mapping"; Apache Spark, "Parquet Files: Schema Merging".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from headgate.impact.compat.ddl.columns import ColumnState, columns_in, widens
from headgate.impact.compat.ddl.statements import Words

_FORMATS = ("ICEBERG", "DELTA", "HUDI", "PARQUET", "ORC")
_TABLE_FORMATS = ("iceberg", "delta")
"""Formats that keep a schema of their own, and let it grow."""
_GROWS = (("int", "bigint"), ("integer", "bigint"), ("int", "long"), ("float", "double"), ("real", "double"),
          ("date", "timestamp"))  # fmt: skip


@dataclass(frozen=True)
class LakeTable:
    """A CREATE TABLE of a lake."""

    name: str
    format: str
    line: int
    columns: dict[str, ColumnState] = field(default_factory=dict)
    partitions: str = ""
    """As written, in lower case."""
    kept: bool = False
    """IF NOT EXISTS: a table that is there stays as it is."""


def lake_tables(script: list[Words]) -> Iterator[LakeTable]:
    """The tables of a script that say they lie in a lake."""
    for words in script:
        made = words.after("CREATE", "OR", "REPLACE", "EXTERNAL")
        if not words.starts("CREATE") or not made.starts("TABLE"):
            continue
        kept = made.starts("TABLE", "IF", "NOT", "EXISTS")
        name, rest = made.after("TABLE", "IF", "NOT", "EXISTS").name()
        if not rest.starts("("):
            continue
        inside, tail = rest.bracket()
        format_ = _format(tail)
        if format_:
            yield LakeTable(name, format_, words.line, dict(columns_in(inside)), _partitions(tail), kept)


def _format(tail: Words) -> str:
    texts = [word.text.upper() for word in tail.words]
    for at, text in enumerate(texts):
        if text in ("USING", "AS") and at + 1 < len(texts) and texts[at + 1] in _FORMATS:
            return texts[at + 1].lower()
        if text in ("FORMAT", "TABLE_TYPE") and "ICEBERG" in texts[at : at + 3]:
            return "iceberg"
    return ""


def _partitions(tail: Words) -> str:
    for at, word in enumerate(tail.words):
        if word.upper in ("PARTITIONED", "PARTITION") and tail.words[at + 1 : at + 2]:
            rest = Words(tail.words[at + 1 :]).after("BY")
            return str(rest.bracket()[0]).lower()
    return ""


def grows(format_: str, old: str, new: str) -> bool:
    """Whether a column type may become another in place: a promotion that readers of old files know."""
    if format_ not in _TABLE_FORMATS:
        return False
    return (old, new) in _GROWS or (old.startswith("decimal") and widens(old, new))


def differences(old: LakeTable, new: LakeTable) -> Iterator[tuple[str, str, int]]:
    """What differs, how it gets into a table that is there, and the line of it in the new text."""
    for name, state in new.columns.items():
        known = old.columns.get(name)
        if known is None:
            yield f"the column {name} is added", f"ALTER TABLE {new.name} ADD COLUMN {name} {state.type};", state.line
        elif known.type != state.type:
            told = f"the column {name} is {state.type}, before {known.type}"
            if grows(new.format, known.type, state.type):
                yield told, f"ALTER TABLE {new.name} ALTER COLUMN {name} TYPE {state.type};", state.line
            else:
                yield (
                    told,
                    f"-- {new.format} does not read old files so: add a new column, or write the table anew",
                    state.line,
                )
    for name in [one for one in old.columns if one not in new.columns]:
        yield f"the column {name} is removed", f"ALTER TABLE {new.name} DROP COLUMN {name};", new.line
    if old.partitions != new.partitions:
        told = f"the partitions are ({new.partitions}), before ({old.partitions})"
        if new.format == "iceberg":
            how = f"ALTER TABLE {new.name} REPLACE PARTITION FIELD <old> WITH <new>;  -- old files keep the old layout"
        else:
            how = f"-- {new.format} lays out files by partition: write the table anew, then switch readers"
        yield told, how, new.line
