"""`headgate model`: dimensional models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Cached, Repo, SettingsFile
from app.cli.output import to_folder, written
from app.cli.progress import told
from app.cli.target import facts_cache, lay_out
from app.report.model_design_json import as_json
from app.report.model_design_markdown import as_markdown
from app.report.model_design_text import as_text
from app.report.model_design_words import headline
from app.report.model_review_json import as_json as review_json
from app.report.model_review_markdown import as_markdown as review_markdown
from app.report.model_review_markdown import page_markdown
from app.report.model_review_text import as_text as review_text
from app.report.model_review_text import page_text
from headgate.design.make import Design, design
from headgate.design.question.form import read_questions
from headgate.design.review.make import review
from headgate.design.review.page import ModelReview, TablePage
from headgate.design.source.read import read_sources
from headgate.design.source.words import snake
from headgate.design.tradeoffs import Comparison, compare
from headgate.design.writers.dbt import dbt_files
from headgate.design.writers.dialect import known
from headgate.errors import HeadgateError
from headgate.rules.gather import gather
from headgate.settings import Bounds

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Review dimensional models, or design a star schema and prove it."
)
_MOST_BYTES = 1_000_000


class ModelFormat(StrEnum):
    """How a design or a review of models is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


Table = Annotated[str, typer.Option("--table", metavar="NAME", help="Only this table.")]
Sources = Annotated[
    list[Path],
    typer.Option(
        "--source",
        help="DDL (.sql), dbt sources (.yml), JSON Schema (.json), Avro (.avsc), a CSV sample, or a folder of these.",
    ),
]
Questions = Annotated[Path, typer.Option("--questions", metavar="FILE", help="One question a line, or YAML.")]
As = Annotated[ModelFormat, typer.Option("--format", "-f", help="How it is written.")]
Into = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here, not to standard output.")
]
Write = Annotated[
    Path | None, typer.Option("--write", metavar="DIR", help="Write a dbt project and DDL into a new folder.")
]
In = Annotated[str, typer.Option("--dialect", help="The dialect of what is written: duckdb, snowflake, bigquery, …")]
Of = Annotated[str, typer.Option("--source-dialect", help="The dialect of the DDL.", show_default="any")]
Rows = Annotated[
    list[str] | None, typer.Option("--rows", metavar="TABLE=N", help="How many rows a source table has, for the sizes.")
]


@app.callback()
def model() -> None:
    """Review dimensional models, or design a star schema and prove it."""


@app.command("review")
def reviewed(
    repo: Repo = Path(),
    table: Table = "",
    form: As = ModelFormat.TEXT,
    output: Into = None,
    settings: SettingsFile = None,
    cache: Cached = True,
) -> None:
    """Show what the tables of a repository are as dimensional models: role, grain, keys, history, bus matrix.

    \b
    headgate model review .
    headgate model review . --table fct_orders
    headgate model review . --format markdown --output models.md
    """
    checkout = lay_out(repo, "", "", None, settings)
    with told() as progress:
        project = gather(checkout.head, checkout.settings, facts_cache(cache), progress).project
        found = review(project, checkout.subject.name)
    if not table:
        written(_REVIEWS[form](found), output)
        return
    page = next((one for one in found.tables if one.name.lower() == table.lower()), None)
    if page is None:
        raise HeadgateError(
            f"No table is called {table}; call `headgate model review` without --table for all of them."
        )
    if form is ModelFormat.JSON:
        written(review_json(replace(found, tables=(page,))), output)
    else:
        written(_PAGES[form](page), output)


@app.command("design")
def designed(
    source: Sources,
    questions: Questions,
    form: As = ModelFormat.TEXT,
    output: Into = None,
    write: Write = None,
    dialect: In = "duckdb",
    source_dialect: Of = "",
    rows: Rows = None,
) -> None:
    """Design a star schema from source schemas and questions, and prove that it answers them.

    \b
    headgate model design --source shop.sql --questions questions.txt
    headgate model design --source schemas/ --questions questions.yml --write star --dialect snowflake

    Exit code 1 where a question is not understood or its answer is not proved.
    """
    known(dialect)
    schema = read_sources(source, known(source_dialect) if source_dialect else "", _counts(rows or []))
    made = design(schema, read_questions(_text(questions), questions.suffix.lower() in (".yml", ".yaml")), Bounds())
    compared = compare(made)
    documents = _documents(made, compared, write, dialect) if write is not None else {}
    written(_WRITERS[form](made, compared), output)
    if write is not None:
        to_folders(write, documents)
        typer.echo(f"Wrote {len(documents)} files to {write}. {headline(made)}", err=True)
    if made.not_understood or not made.proof.holds:
        raise typer.Exit(1)


def _documents(made: Design, compared: Comparison, folder: Path, dialect: str) -> dict[str, str]:
    """All files; none of them is there yet.

    Raises:
        HeadgateError: one is, or a file stands where the folder is to be.
    """
    documents = dbt_files(made, snake(folder.resolve().name), dialect)
    documents["DESIGN.md"] = as_markdown(made, compared)
    if folder.exists() and not folder.is_dir():
        raise HeadgateError(f"{folder} is a file; name a folder for --write.")
    there = [name for name in documents if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        raise HeadgateError(
            f"{folder / there[0]} is there already and is not written over; name a new folder for --write."
        )
    return documents


def to_folders(folder: Path, documents: Mapping[str, str]) -> None:
    """Write each document under its path within `folder`."""
    by_folder: dict[Path, dict[str, str]] = {}
    for name, text in documents.items():
        path = folder / name
        by_folder.setdefault(path.parent, {})[path.name] = text
    for parent, listed in by_folder.items():
        to_folder(parent, listed)


def _text(path: Path) -> str:
    if not path.is_file():
        raise HeadgateError(f"{path} is not there; --questions takes a file with one question a line, or YAML.")
    if path.stat().st_size > _MOST_BYTES:
        raise HeadgateError(f"{path} is over {_MOST_BYTES:,} bytes; ask fewer questions.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise HeadgateError(f"{path} is not UTF-8 text; convert it first.") from error


def _counts(rows: list[str]) -> dict[str, int]:
    found = {}
    for one in rows:
        name, _, number = one.partition("=")
        if not name or not number.replace("_", "").isdigit():
            raise HeadgateError(f"--rows takes TABLE=N, as in orders=1000000, and not '{one}'.")
        found[name] = int(number.replace("_", ""))
    return found


_WRITERS: Mapping[ModelFormat, Callable[[Design, Comparison], str]] = {
    ModelFormat.TEXT: as_text,
    ModelFormat.MARKDOWN: as_markdown,
    ModelFormat.JSON: as_json,
}
_REVIEWS: Mapping[ModelFormat, Callable[[ModelReview], str]] = {
    ModelFormat.TEXT: review_text,
    ModelFormat.MARKDOWN: review_markdown,
    ModelFormat.JSON: review_json,
}
_PAGES: Mapping[ModelFormat, Callable[[TablePage], str]] = {
    ModelFormat.TEXT: page_text,
    ModelFormat.MARKDOWN: page_markdown,
}
