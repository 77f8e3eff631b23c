"""What pandas and Polars read and store: datasets of a Python job, without columns.

Source: pandas, "IO tools"; Polars user guide, "IO".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.dataset import DatasetId, at_path, table
from headgate.facts.python.parse import parsed
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.plans import tests_only
from headgate.facts.spark.program import Call, Sort
from headgate.facts.spark.rehearsal.follow import Rehearsal, rehearse
from headgate.facts.sql.parse import read_sql
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_LIBRARIES = ("pandas.", "polars.", "dask.dataframe.", "pyspark.pandas.", "modin.pandas.")
_READS = ("read_", "scan_")
_NO_FILES = ("read_clipboard", "read_sql", "read_sql_query", "read_sql_table", "read_database", "read_gbq")
_FORMATS = (
    "csv",
    "parquet",
    "json",
    "excel",
    "feather",
    "orc",
    "pickle",
    "hdf",
    "avro",
    "ipc",
    "delta",
    "ndjson",
    "stata",
)
_STORES = frozenset(f"{verb}_{kind}" for verb in ("to", "write", "sink") for kind in _FORMATS)
_IN_MEMORY = ("<", "{", "[")
"""How text begins that is no path, but what the reader is to read."""


def read(file: SourceFile) -> Reading:
    """What a Python file reads and stores with pandas or Polars. Reader for `Kind.PANDAS`."""
    kinds = tuple(sorted(file.kinds))
    if tests_only(file.path):
        return Reading(FileFacts(file.path, kinds))
    try:
        tree = parsed(file.text)
        rehearsal = rehearse(file.path, file.text, tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        gap = file.gap("reads and writes of pandas", f"the file cannot be followed ({type(error).__name__})")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    job, gaps = _job(rehearsal)
    return Reading(FileFacts(file.path, kinds, jobs=(job,) if job is not None else (), gaps=tuple(gaps)))


def _job(rehearsal: Rehearsal) -> tuple[Job | None, dict[Gap, None]]:
    reads: dict[DatasetUse, None] = {}
    writes: dict[DatasetUse, None] = {}
    gaps: dict[Gap, None] = {}
    for call in rehearsal.program.calls:
        library = call.result.name if call.receiver is None else ""
        if library.startswith(_LIBRARIES) and call.method.startswith(_READS):
            found = list(_read(call, rehearsal.program.path))
            into = reads
        elif call.on is Sort.PANDAS and (call.method in _STORES or call.method == "to_sql"):
            found = list(_stored(call))
            into = writes
        else:
            continue
        into.update(dict.fromkeys(DatasetUse(one, call.line) for one in found))
        if not found and not _in_memory(call):
            what = f"the dataset of `{call.method}` at line {call.line}"
            gaps[Gap(rehearsal.program.path, what, "its name is made when the program runs", GapKind.UNRESOLVED)] = None
    if not reads and not writes:
        return None, gaps
    at = rehearsal.program.path
    name = PurePosixPath(at).stem
    return Job(name, JobKind.PYTHON, Location(at), tuple(reads), tuple(writes)), gaps


def _read(call: Call, at: str) -> Iterator[DatasetId]:
    given = next(iter(call.values()), None)
    text = given.text if given is not None else None
    if text is None:
        return
    if call.method in ("read_sql_table", "read_gbq") and " " not in text.strip():
        yield table(text)
    elif call.method in ("read_sql", "read_sql_query", "read_database", "read_gbq"):
        statements, _ = read_sql(at, text, "", lines=[call.line] * (text.count("\n") + 1))
        yield from (use.dataset for one in statements for use in one.facts.reads)
        if not statements and text.replace(".", "").replace("_", "").isalnum():
            yield table(text)
    elif call.method not in _NO_FILES and not text.lstrip().startswith(_IN_MEMORY) and "\n" not in text:
        yield at_path(text.rstrip("/"))


def _stored(call: Call) -> Iterator[DatasetId]:
    given = next(iter(call.values()), None)
    text = given.text if given is not None else None
    if text:
        schema = call.keywords.get("schema")
        prefix = f"{schema.text}." if schema is not None and schema.text else ""
        yield table(prefix + text) if call.method == "to_sql" else at_path(text.rstrip("/"))


def _in_memory(call: Call) -> bool:
    """Text goes in or comes out, or a buffer does: no dataset is meant."""
    values = list(call.values())
    if not values:
        return True
    first = values[0]
    return (
        (first.is_constant and first.text is None)
        or "IO" in first.name
        or (first.text or "").lstrip()[:1] in _IN_MEMORY
    )
