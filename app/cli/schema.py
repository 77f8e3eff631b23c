"""`headgate schema`: the way round a break, and how a schema came to be what it is."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from app.cli.compat import By, CompatFormat, Dialect, Kind, New, Old, kind_of, text_of
from app.cli.output import to_stdout
from app.report import schema_history, schema_plan
from headgate.errors import HeadgateError
from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.history import told
from headgate.impact.plan import Plan, Size
from headgate.impact.plan.make import plan as make
from headgate.impact.plan.make import plan_move
from headgate.impact.plan.written.chain import WrittenStep, migrations, schemas
from headgate.settings import CompatibilityMode
from headgate.source import git

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Plan the way round a break, or show how a schema evolved."
)
Rows = Annotated[int, typer.Option("--rows", min=0, help="Rows that are there, for the sizing.")]
Bytes = Annotated[int, typer.Option("--bytes", min=0, help="Bytes that are there, for the sizing.")]
Daily = Annotated[int, typer.Option("--daily", min=0, help="New bytes a day, for the sizing.")]
Rate = Annotated[int, typer.Option("--rate", min=1, help="Bytes a second that may be read or written beside users.")]
To = Annotated[str, typer.Option("--to", metavar="FORMAT", help="Plan a move of all data to parquet, iceberg, …")]
As = Annotated[CompatFormat, typer.Option("--format", "-f", help="How it is written.")]


@app.command()
def plan(
    old: Old,
    new: New,
    kind: Kind = "",
    profile: By = "",
    dialect: Dialect = "",
    rows: Rows = 0,
    size: Bytes = 0,
    daily: Daily = 0,
    rate: Rate = 200_000_000,
    to: To = "",
    mode: Annotated[
        CompatibilityMode, typer.Option("--mode", help="How each written schema stands to the one before.")
    ] = CompatibilityMode.FULL,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="DIR", help="Write each step's schema or migration here.")
    ] = None,
    form: As = CompatFormat.TERMINAL,
) -> None:
    """Plan the steps from one version of a schema to another without a break.

    Each step is a pull request: what it changes, what must be so before the next, and the way back.

    \b
    headgate schema plan orders-v1.avsc orders-v2.avsc
    headgate schema plan db/before.sql db/V7__rename.sql --dialect postgres --rows 80000000
    headgate schema plan orders-v1.avsc orders-v2.avsc --write steps --mode FULL
    headgate schema plan orders-v1.proto orders-v2.proto --profile proto-source --write steps
    headgate schema plan events.avsc events.avsc --to parquet --bytes 300000000000000 --daily 500000000000
    """
    given = Size(rows, size, daily, rate)
    if to and write is not None:
        raise HeadgateError("A move to another format has no schemas in between; leave out --to or --write.")
    if to:
        made = plan_move(to, given)
    else:
        made = make(kind_of(new, kind), text_of(old), text_of(new), profile=profile, dialect=dialect, size=given)
    writers = {
        CompatFormat.TERMINAL: schema_plan.as_text,
        CompatFormat.MARKDOWN: schema_plan.as_markdown,
        CompatFormat.JSON: schema_plan.as_json,
    }
    if write is not None:
        _write(write, _steps(kind_of(new, kind), old, new, made, mode, profile, dialect), new.suffix)
    to_stdout(writers[form](made))


def _steps(
    kind: str, old: Path, new: Path, made: Plan, mode: CompatibilityMode, profile: str, dialect: str
) -> tuple[WrittenStep, ...]:
    if SchemaFormat(kind) is SchemaFormat.DDL:
        return migrations(made, text_of(old), dialect)
    return schemas(SchemaFormat(kind), text_of(old), text_of(new), mode, profile)


def _write(folder: Path, steps: tuple[WrittenStep, ...], suffix: str) -> None:
    """Write the steps as files of a folder, none of which may be there.

    Raises:
        HeadgateError: a file is there already, or cannot be written.
    """
    files = {folder / f"{step.name}{suffix}": step for step in steps}
    there = [path for path in files if path.exists() or path.is_symlink()]
    if there:
        raise HeadgateError(f"{there[0]} is there already; name another folder with --write.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, step in files.items():
            with path.open("x", encoding="utf-8") as file:
                file.write(step.text)
            typer.echo(f"{path}: {step.check}", err=True)
    except OSError as error:
        raise HeadgateError(f"Cannot write to {folder}: {error.strerror}.") from error
    if not steps:
        typer.echo("The new schema may follow at once: nothing is written.", err=True)


@app.command()
def history(
    path: Annotated[Path, typer.Argument(help="A schema file in a git repository.")],
    kind: Kind = "",
    profile: By = "",
    ref: Annotated[str, typer.Option("--ref", help="Branch, tag or commit to start from.")] = "HEAD",
    repo: Annotated[Path | None, typer.Option("--repo", help="The repository, where PATH is a path inside it.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=2, max=200, help="Commits that are looked at.")] = 30,
    mode: Annotated[
        CompatibilityMode, typer.Option("--mode", help="What the newest version must meet.")
    ] = CompatibilityMode.NONE,
    form: As = CompatFormat.TERMINAL,
) -> None:
    """Show how a schema evolved: who changed what when, and which versions could not read which.

    Leaves with 1 where the newest version does not meet --mode, or that cannot be told.

    \b
    headgate schema history schemas/order.avsc
    headgate schema history schemas/order.avsc --mode BACKWARD_TRANSITIVE
    """
    repository, inside = _placed(path, repo)
    format_ = SchemaFormat(kind_of(Path(inside), kind))
    found = told(repository, inside, format_, profile, ref=ref, limit=limit)
    if not found:
        raise HeadgateError(f"git knows no version of {inside}; name a file that was committed.")
    writers = {
        CompatFormat.TERMINAL: schema_history.as_text,
        CompatFormat.MARKDOWN: schema_history.as_markdown,
        CompatFormat.JSON: schema_history.as_json,
    }
    to_stdout(writers[form](inside, found, mode))
    raise typer.Exit(0 if found[0].meets(mode) else 1)


def _placed(path: Path, repo: Path | None) -> tuple[Path, str]:
    """The repository, and the file's path inside it."""
    if repo is not None:
        return repo, PurePosixPath(path).as_posix()
    folder = path.parent
    if not folder.is_dir() or not git.is_repository(folder):
        raise HeadgateError(f"{path} is in no git repository; name the repository with --repo.")
    root = Path(git.run(folder, "rev-parse", "--show-toplevel").decode().strip())
    return root, path.resolve().relative_to(root.resolve()).as_posix()
