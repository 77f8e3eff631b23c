"""`headgate knowledge`: what is remembered, and teaching it more."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli import decisions
from app.cli.options import SettingsFile
from app.cli.output import to_folder, to_stdout
from app.report.clean import folded
from app.report.summary import counted
from headgate.errors import HeadgateError
from headgate.rules.registry import SPECIALISTS
from headgate.settings import Settings, load, of_user
from knowledge import exchange
from knowledge.entry import Entry, EntryKind
from knowledge.health import matters
from knowledge.library import parse, shipped
from knowledge.store import Store, open_store

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Search, list, review, add, dismiss, forget, export and import what is remembered.",
)
for decision in (decisions.dismiss, decisions.accept, decisions.confirm, decisions.learn):
    app.command()(decision)
Words = Annotated[str, typer.Argument(help="What it is about, in words.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100)]
Specialist = Annotated[str, typer.Option("--specialist", help=f"{', '.join(SPECIALISTS)}.")]
Text = Annotated[str, typer.Option()]


@contextmanager
def _opened(settings: Path | None) -> Iterator[Store]:
    chosen = (load(settings) if settings else of_user() or Settings()).knowledge
    embedder = None
    if chosen.embedding:
        from agents.embedding import embedder_of  # noqa: PLC0415 - only who has such a model pays for it

        embedder = embedder_of(chosen)
    with closing(open_store(chosen, embedder)) as store:
        yield store
        if store.trouble:
            print(f"headgate: {folded(store.trouble)}", file=sys.stderr)


@app.command()
def search(words: Words, limit: Limit = 5, specialist: Specialist = "", settings: SettingsFile = None) -> None:
    """Find the patterns that some words call up.

    \b
    headgate knowledge search "null keys in an outer join"
    """
    with _opened(settings) as store:
        found = store.search(words, limit=limit, specialist=specialist)
    lines = [f"{score:6.2f}  {_line(entry)}\n        {folded(entry.remedy)}\n" for entry, score in found]
    to_stdout("".join(lines) or "Nothing that is remembered speaks of it.\n")


@app.command("list")
def listing(
    kind: Annotated[EntryKind | None, typer.Option("--kind", help="Only these.", show_default="all")] = None,
    settings: SettingsFile = None,
) -> None:
    """List everything that is remembered.

    \b
    headgate knowledge list --kind dismissed
    """
    with _opened(settings) as store:
        entries = store.all(kind)
    to_stdout("".join(f"{entry.kind.value:<9}  {_line(entry)}\n" for entry in entries) or "Nothing is remembered.\n")


@app.command()
def review(settings: SettingsFile = None) -> None:
    """Show what to look at: what contradicts, ends soon, counts for nothing, or was never called up.

    \b
    headgate knowledge review
    """
    with _opened(settings) as store:
        found = matters(store, datetime.now(UTC).date())
    told = [f"{one.concern.value}: {_line(one.entry)}\n        {folded(one.why)}\n" for one in found]
    to_stdout("".join(told) or "Nothing to look at.\n")


@app.command()
def add(
    pattern: Annotated[str, typer.Argument(metavar="FILE.md|NAME", help="A pattern's file, or a name for a new one.")],
    title: Text = "",
    specialist: Text = "",
    remedy: Text = "",
    sign: Text = "",
    source: Text = "",
    author: Text = "",
    settings: SettingsFile = None,
) -> None:
    """Teach a pattern: from a Markdown file like those of the library, or by options.

    \b
    headgate knowledge add patterns/late-orders.md
    headgate knowledge add late-orders --title "Orders arrive up to 3 days late" \\
      --specialist streaming --remedy "Watermark of 3 days on placed_at."
    """
    today = datetime.now(UTC).date().isoformat()
    if pattern.endswith(".md"):
        entry = _told_by(Path(pattern))
    elif title and remedy:
        entry = Entry(pattern, EntryKind.PATTERN, title, specialist, sign, remedy, source=source)
    else:
        raise HeadgateError("A pattern needs --title, --specialist and --remedy, or a file whose name ends with .md.")
    _check(entry)
    with _opened(settings) as store:
        store.put([replace(entry, origin="maintainer", via="cli", author=author, added=today)])
    to_stdout(f"Remembered {entry.slug}.\n")


@app.command()
def forget(
    slug: Annotated[str, typer.Argument(help="Its name, as `headgate knowledge list` gives it.")],
    settings: SettingsFile = None,
) -> None:
    """Forget one thing that was taught or decided.

    \b
    headgate knowledge forget late-orders
    """
    with _opened(settings) as store:
        known = next((entry for entry in store.all() if entry.slug == slug), None)
        if known is None:
            raise HeadgateError(f"Nothing called {folded(slug)} is remembered; see `headgate knowledge list`.")
        if known.origin == "shipped":
            raise HeadgateError(f"{slug} comes with Headgate and would be back at once; add an exception instead.")
        store.forget([slug])
    to_stdout(f"Forgot {folded(slug)}.\n")


@app.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to.", show_default="standard output")] = None,
    settings: SettingsFile = None,
) -> None:
    """Write everything that was taught, one entry a line.

    \b
    headgate knowledge export knowledge.jsonl
    """
    with _opened(settings) as store:
        text = exchange.export(store)
    if file is None:
        to_stdout(text)
    else:
        to_folder(file.parent, {file.name: text})
        to_stdout(f"Wrote {len(text.splitlines()):,} to {file}.\n")


@app.command("import")
def bring_in(
    file: Annotated[Path, typer.Argument(help="What `headgate knowledge export` wrote.")], settings: SettingsFile = None
) -> None:
    """Take in what was exported elsewhere. It is marked so, and lowers nothing until `confirm`.

    \b
    headgate knowledge import knowledge.jsonl
    """
    text = _text_of(file)
    entries = exchange.read(text, file.name)
    with _opened(settings) as store:
        brought = exchange.bring_in(store, entries)
    to_stdout(f"Took in {brought.taken:,}, marked as imported: they lower nothing until confirmed.\n")
    if brought.kept:
        to_stdout(f"Kept your own under {counted(len(brought.kept), 'name')}, such as {folded(brought.kept[0])}.\n")


def _told_by(file: Path) -> Entry:
    try:
        return parse(file.stem, _text_of(file))
    except ValueError as error:
        raise HeadgateError(f"{file} is not a pattern: {error}.") from error


def _check(entry: Entry) -> None:
    if entry.specialist not in SPECIALISTS:
        known = ", ".join(SPECIALISTS)
        raise HeadgateError(f"There is no specialist '{folded(entry.specialist)}'; there are {known}.")
    if not entry.slug.replace("-", "").isalnum():
        raise HeadgateError(f"'{folded(entry.slug)}' is no name for a pattern; use letters, digits and dashes.")
    if entry.slug in {known.slug for known in shipped()}:
        raise HeadgateError(f"{entry.slug} comes with Headgate; give yours another name.")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise HeadgateError(f"Cannot read {file}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise HeadgateError(f"{file} is not UTF-8 text.") from error


def _line(entry: Entry) -> str:
    until = f" (until {entry.expires})" if entry.expires else ""
    by = f" ({entry.author})" if entry.author else ""
    where = f" in {entry.scope or entry.path}" if entry.scope or entry.path else ""
    mark = " [imported]" if entry.origin == "imported" else ""
    return folded(f"{entry.slug}  {entry.specialist}  {entry.title}{where}{by}{until}{mark}")
