"""Tool: whether a schema's old and new readers understand each other, now and through its history."""

from __future__ import annotations

from collections.abc import Iterator

from agents.tools.tool import Question, Tool
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.change import Compatibility
from headgate.impact.compat.compare import compare
from headgate.impact.compat.history import told
from headgate.location import Side

_MOST = 25
_SAID = {True: "yes", False: "no", None: "cannot be told"}
_BY_SUFFIX = {
    ".avsc": SchemaFormat.AVRO,
    ".proto": SchemaFormat.PROTOBUF,
    ".json": SchemaFormat.JSON_SCHEMA,
    ".sql": SchemaFormat.DDL,
}


class Compared(Question):
    path: str
    history: bool = False


def _answer(asked: Compared, workspace: Workspace) -> str:
    form = format_of(asked.path)
    return "\n".join(_history(asked, workspace, form) if asked.history else _verdict(asked, workspace, form))


def format_of(path: str) -> SchemaFormat:
    """
    Raises:
        CannotAnswerError: it is the name of no schema file.
    """
    for suffix, form in _BY_SUFFIX.items():
        if path.lower().endswith(suffix):
            return form
    raise CannotAnswerError(f"'{path[:200]}' is no schema file; name one that ends in {', '.join(_BY_SUFFIX)}.")


def compared(path: str, workspace: Workspace) -> Compatibility:
    """The base's version of a schema file against the head's.

    Raises:
        CannotAnswerError: one of the two is not there.
    """
    form = format_of(path)
    change = workspace.change
    file = change.files.get(path) if change else None
    before = file.old_path if file is not None and file.old_path else path
    old, new = (workspace.lines(name, side) for name, side in ((before, Side.BASE), (path, Side.HEAD)))
    return compare(form, "\n".join(old), "\n".join(new), dialect=workspace.settings.dialect)


def _verdict(asked: Compared, workspace: Workspace, form: SchemaFormat) -> Iterator[str]:
    found = compared(asked.path, workspace)
    read, readable = _SAID[found.backward], _SAID[found.forward]
    yield f"{asked.path} ({form.value}): the new reads old data: {read}; the old reads new data: {readable}"
    yield from _changes(found)
    yield from (f"unknown: {why}" for why in found.unknown)


def _changes(found: Compatibility) -> Iterator[str]:
    ordered = sorted(found.changes, key=lambda one: (not one.breaking, not one.wrong_value))
    for one in ordered[:_MOST]:
        mark = "breaks" if one.breaking else "another value" if one.wrong_value else "safe"
        yield f"{mark}: {one.kind} at {one.entity or one.path}, line {one.new_line}: {one.message}"
    if len(ordered) > _MOST:
        yield f"[cut: {len(ordered) - _MOST} more changes]"


def _history(asked: Compared, workspace: Workspace, form: SchemaFormat) -> Iterator[str]:
    workspace.known(asked.path)
    repository, ref = workspace.repository()
    for one in told(repository, asked.path, form, ref=ref, limit=15):
        unread = [version.commit[:10] for version in one.unread()]
        yield f"{one.version.commit[:12]} {one.version.date[:10]} {one.version.author}: {one.version.subject}"
        if one.changed is not None:
            yield from (f"  {line}" for line in list(_changes(one.changed))[:5])
        if unread:
            yield f"  cannot read data of {', '.join(unread[:8])}"


schema = Tool(
    "schema",
    "Verdict on a schema file, base against head: who can read what, each change; with `history`, on all its versions.",
    Compared,
    _answer,
)
