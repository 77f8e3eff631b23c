"""How a schema evolved, in every form."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from app.report.clean import cell, code, folded, prose
from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.history import Told
from headgate.settings import CompatibilityMode

_MOST = 6
_MET = {True: "yes", False: "no", None: "cannot be told"}


def as_json(path: str, found: tuple[Told, ...], mode: CompatibilityMode) -> str:
    """Versions, newest first, as JSON that ends with a newline."""
    body = {
        "path": path,
        "mode": mode.value,
        "met": found[0].meets(mode),
        "versions": [
            {
                "version": msgspec.to_builtins(one.version),
                "changes": msgspec.to_builtins(one.changed.changes if one.changed else ()),
                "backward": one.changed.backward if one.changed else None,
                "forward": one.changed.forward if one.changed else None,
                "cannot_read": [version.commit for version in one.unread()],
                "cannot_be_read_by": [version.commit for version in one.unreading()],
            }
            for one in found
        ],
    }
    return json.dumps(body, indent=2) + "\n"


def as_text(path: str, found: tuple[Told, ...], mode: CompatibilityMode) -> str:
    """The history for a terminal."""
    return "\n".join(_text(path, found, mode)) + "\n"


def as_markdown(path: str, found: tuple[Told, ...], mode: CompatibilityMode) -> str:
    """The history as Markdown."""
    return "\n".join(_markdown(path, found, mode)) + "\n"


def _text(path: str, found: tuple[Told, ...], mode: CompatibilityMode) -> Iterator[str]:
    yield f"{folded(path)}, {len(found)} versions, newest first"
    for one in found:
        version = one.version
        yield f"\n{version.commit[:10]}  {version.date[:10]}  {folded(version.author)}  {folded(version.subject)}"
        for change in _shown(one):
            mark = "!" if change.breaking else "~" if change.wrong_value else " "
            yield f"  {mark} {folded(change.message)}"
        for label, names in _unread(one):
            yield f"  {label} {names}"
    if mode is not CompatibilityMode.NONE:
        yield f"\n{mode.value}: {_MET[found[0].meets(mode)]}"


def _markdown(path: str, found: tuple[Told, ...], mode: CompatibilityMode) -> Iterator[str]:
    yield f"{code(path)}, {len(found)} versions, newest first\n"
    yield "| version | by | what | read |\n|---|---|---|---|"
    for one in found:
        version = one.version
        what = "; ".join(prose(change.message) for change in _shown(one)) or prose(version.subject)
        read = "; ".join(f"{label} {names}" for label, names in _unread(one))
        row = (f"{code(version.commit[:10])} {version.date[:10]}", prose(version.author), what, prose(read))
        yield "| " + " | ".join(cell(part) for part in row) + " |"
    if mode is not CompatibilityMode.NONE:
        yield f"\n{mode.value}: **{_MET[found[0].meets(mode)]}**"


def _shown(one: Told) -> Iterator[SchemaChange]:
    changes = one.changed.changes if one.changed else ()
    yield from sorted(changes, key=lambda change: (not change.breaking, not change.wrong_value))[:_MOST]


def _unread(one: Told) -> Iterator[tuple[str, str]]:
    for label, versions in (("cannot read data of", one.unread()), ("cannot be read by", one.unreading())):
        names = [version.commit[:10] for version in versions]
        if names:
            more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
            yield label, ", ".join(names[:_MOST]) + more
