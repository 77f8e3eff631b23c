"""`headgate compat`: whether readers and writers of two versions of a schema understand each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import to_stdout
from app.report.compat import as_json, as_markdown, as_text, folder_json, folder_markdown, folder_text
from headgate.errors import HeadgateError
from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.change import BOTH, Compatibility, Profile, SchemaChange, verdict
from headgate.impact.compat.compare import compare
from headgate.impact.compat.history import holds
from headgate.settings import CompatibilityMode

_MOST_BYTES = 5_000_000
_BY_NAME: Mapping[str, SchemaFormat] = {
    ".avsc": SchemaFormat.AVRO,
    ".avdl": SchemaFormat.AVRO,
    ".proto": SchemaFormat.PROTOBUF,
    ".json": SchemaFormat.JSON_SCHEMA,
    ".sql": SchemaFormat.DDL,
    ".yml": SchemaFormat.DBT_CONTRACT,
    ".yaml": SchemaFormat.DBT_CONTRACT,
}


class CompatFormat(StrEnum):
    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


_MOST_FILES = 5_000
_FOLDER_WRITERS: Mapping[CompatFormat, Callable[[Mapping[str, Compatibility]], str]] = {
    CompatFormat.TERMINAL: folder_text,
    CompatFormat.MARKDOWN: folder_markdown,
    CompatFormat.JSON: folder_json,
}
_WRITERS: Mapping[CompatFormat, Callable[[Compatibility], str]] = {
    CompatFormat.TERMINAL: as_text,
    CompatFormat.MARKDOWN: as_markdown,
    CompatFormat.JSON: as_json,
}

app = typer.Typer(add_completion=False)
Old = Annotated[Path, typer.Argument(help="The schema that is in use, or a folder of schemas.")]
New = Annotated[Path, typer.Argument(help="The schema or folder that is to replace it.")]
Kind = Annotated[
    str, typer.Option("--kind", help=f"{', '.join(SchemaFormat)}.", show_default="told by the file's name")
]
By = Annotated[
    str, typer.Option("--profile", help=f"By whose rules: {', '.join(Profile)}.", show_default="the kind's usual one")
]
Dialect = Annotated[str, typer.Option("--dialect", help="SQL dialect of DDL, in sqlglot's words.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="CHANGE", help="A kind of change to look for, or a convention of migrations."),
]
ByMode = Annotated[CompatibilityMode, typer.Option("--mode", help="What is demanded, in registries' words.")]
CompatAs = Annotated[CompatFormat, typer.Option("--format", "-f", help="How the verdict is written.")]


@app.command()
def compat(
    old: Old,
    new: New,
    kind: Kind = "",
    profile: By = "",
    dialect: Dialect = "",
    mode: ByMode = CompatibilityMode.FULL,
    only: Only = None,
    form: CompatAs = CompatFormat.TERMINAL,
) -> None:
    """Compare two versions of an Avro, Protobuf, JSON Schema or DDL file, or of a folder of such files.

    Leaves with 1 where a direction that the mode demands breaks or cannot be told, or a statement holds up a table.

    \b
    headgate compat orders-v1.avsc orders-v2.avsc
    headgate compat old.proto new.proto --profile proto-json --format json
    headgate compat old.schema.json new.schema.json --mode BACKWARD
    headgate compat old-struct.json new-struct.json --kind spark --profile parquet-widening
    headgate compat before.sql V7__note.sql --profile ddl-lock --only prefer-text-field
    headgate compat ../released/proto proto
    """
    if profile and profile not in list(Profile):
        raise HeadgateError(f"There is no profile '{profile}'; there are {', '.join(Profile)}.")
    if old.is_dir() and new.is_dir():
        verdicts = folders(old, new, kind, profile, dialect)
        to_stdout(_FOLDER_WRITERS[form](verdicts))
        raise typer.Exit(0 if all(holds(mode, one) for one in verdicts.values()) else 1)
    judged = compare(kind_of(new, kind), text_of(old), text_of(new), profile, dialect, tuple(only or ()))
    to_stdout(_WRITERS[form](judged))
    passes = holds(mode, judged) if judged.directed else not judged.changes
    raise typer.Exit(0 if passes else 1)


def folders(old: Path, new: Path, kind: str, profile: str, dialect: str) -> dict[str, Compatibility]:
    """The verdict on each schema file of two folders that differs, by its path; Protobuf files know each other.

    Raises:
        HeadgateError: there are more files than may be compared at once, or one cannot be read.
    """
    sides = [_files(side, kind) for side in (old, new)]
    protos = [{path: text for path, text in side.items() if path.endswith(".proto")} for side in sides]
    found: dict[str, Compatibility] = {}
    if protos[0]:
        whole = compare(SchemaFormat.PROTOBUF, protos[0], protos[1], profile, dialect)
        told: dict[str, list[SchemaChange]] = {}
        for change in whole.changes:
            told.setdefault(change.file or "(removed)", []).append(change)
        found |= {path: verdict(changes) for path, changes in sorted(told.items())}
        if whole.unknown:
            found["*.proto"] = whole
    for path in sorted(sides[0].keys() - protos[0].keys()):
        text = sides[1].get(path)
        if text is None:
            gone = SchemaChange("/", "FILE_NO_DELETE", True, BOTH, f"the file {path} is removed", 1)
            found[path] = verdict([gone])
        elif text != sides[0][path]:
            found[path] = compare(kind_of(Path(path), kind), sides[0][path], text, profile, dialect)
    return found


def _files(folder: Path, kind: str) -> dict[str, str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _BY_NAME and path.is_file()]
    listed = [path for path in paths if not path.is_symlink() and (not kind or _BY_NAME[path.suffix.lower()] == kind)]
    if len(listed) > _MOST_FILES:
        raise HeadgateError(f"{folder} has over {_MOST_FILES:,} schema files; name a smaller folder.")
    return {path.relative_to(folder).as_posix(): text_of(path) for path in listed}


def kind_of(path: Path, kind: str) -> str:
    found = kind or _BY_NAME.get(path.suffix.lower(), "")
    if not found:
        raise HeadgateError(f"{path.name} does not tell what it is; say it with --kind ({', '.join(SchemaFormat)}).")
    return found


def text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise HeadgateError(f"Cannot read {path}: {error.strerror}.") from error
    if len(data) > _MOST_BYTES:
        raise HeadgateError(f"{path} has over {_MOST_BYTES:,} bytes, too many for a schema.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HeadgateError(f"{path} is not UTF-8 text.") from error
