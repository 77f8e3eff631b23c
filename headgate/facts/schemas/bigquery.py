"""The reader of BigQuery table schemas: a list of fields with name, type and mode, as JSON or YAML.

Source: BigQuery, "Specifying a schema": `[{"name": …, "type": …, "mode": …, "fields": […]}]`, which `bq` and Terraform
take; some repositories keep the list under `fields` in a `schema.yaml`.
"""

from __future__ import annotations

from headgate.dataset import Column, Dataset, DatasetKind, table
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.gap import GapKind
from headgate.location import Location


def read(file: SourceFile) -> Reading:
    """The columns of the table whose folder the file lies in."""
    kinds = tuple(sorted(file.kinds))
    try:
        documents = read_yaml(file.text)
    except HeadgateError as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("file", str(error)),)))
    document = documents[0] if documents else Value()
    fields = document.get("fields") if document.entries is not None else document
    columns = tuple(_column(one) for one in fields.each() if one.get("name").present)
    if not file.hints.table:
        why = "nothing in the repository tells which table it describes"
        gap = file.gap("table schema", why, GapKind.UNRESOLVED)
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    location = Location(file.path, 1, max(document.end_line, 1))
    dataset = Dataset(table(file.hints.table), DatasetKind.TABLE, location, columns, complete=bool(columns))
    return Reading(FileFacts(file.path, kinds, datasets=(dataset,)))


def _column(field: Value) -> Column:
    mode = field.get("mode").text.upper()
    kind = field.get("type").text.lower()
    written = f"array<{kind}>" if mode == "REPEATED" else kind
    return Column(field.get("name").text, written, False if mode == "REQUIRED" else None, field.get("name").line)
