"""What is remembered, as the page shows and changes it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from app.report.clean import folded
from headgate.errors import HeadgateError
from headgate.settings import Settings
from knowledge import exchange
from knowledge.entry import Entry, Origin
from knowledge.health import matters
from knowledge.store import Store, open_store

_LARGEST = 50_000_000
"""Bytes of a file that is brought in."""


def table(settings: Settings, *, shipped: bool = False) -> list[list[str]]:
    """A row for each entry: name, kind, what, where, who, until; what is shipped only when asked for."""
    with _opened(settings) as store:
        entries = [entry for entry in store.all() if shipped or entry.origin != Origin.SHIPPED]
    return [_row(entry) for entry in entries]


def to_look_at(settings: Settings) -> str:
    """Markdown that names what contradicts, ends soon, counts for nothing, or was never called up."""
    with _opened(settings) as store:
        found = matters(store, date.today())
    lines = [f"- **{one.concern.value}**: `{_code(one.entry.slug)}`: {folded(one.why)}" for one in found]
    return "\n".join(lines) or "Nothing to look at."


def forget(settings: Settings, slug: str) -> str:
    """Forget one entry; what to tell the person.

    Raises:
        HeadgateError: there is none, or it is shipped.
    """
    with _opened(settings) as store:
        known = next((entry for entry in store.all() if entry.slug == slug.strip()), None)
        if known is None:
            raise HeadgateError("Nothing of that name is remembered; choose it in the list.")
        if known.origin == Origin.SHIPPED:
            raise HeadgateError("It comes with Headgate and would be back at once.")
        store.forget([known.slug])
    return f"Forgot {known.slug}."


def export(settings: Settings) -> str:
    """The path of a file with everything that is not shipped."""
    with _opened(settings) as store:
        text = exchange.export(store)
    file = Path(tempfile.mkdtemp(prefix="headgate-knowledge-")) / "knowledge.jsonl"
    file.write_text(text, encoding="utf-8")
    return str(file)


def bring_in(settings: Settings, file: str) -> str:
    """Take in an exported file, marked as imported; what to tell the person.

    Raises:
        HeadgateError: it is too large, or is no export.
    """
    path = Path(file)
    if path.stat().st_size > _LARGEST:
        raise HeadgateError(f"{path.name} is over 50 MB; export less.")
    try:
        entries = exchange.read(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise HeadgateError(f"{path.name} is not UTF-8 text.") from error
    with _opened(settings) as store:
        brought = exchange.bring_in(store, entries)
    kept = f" {len(brought.kept)} of your own stayed as they are." if brought.kept else ""
    return f"Took in {brought.taken}, marked as imported: they lower nothing until confirmed.{kept}"


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    with closing(open_store(settings.knowledge)) as store:
        yield store


def _row(entry: Entry) -> list[str]:
    where = " ".join(filter(None, (entry.repository, entry.scope or entry.path)))
    who = entry.author if entry.origin == Origin.MAINTAINER else entry.origin
    return [folded(text) for text in (entry.slug, entry.kind.value, entry.title, where, who, entry.expires)]


def _code(text: str) -> str:
    return folded(text).replace("`", "'")
