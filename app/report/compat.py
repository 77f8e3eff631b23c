"""A verdict on two versions of a schema, in every form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import msgspec

from app.report.clean import block, cell, code, folded, prose, visible
from headgate.impact.compat.change import Compatibility, SchemaChange

_SAID = {True: "yes", False: "no", None: "cannot be told"}


def as_json(verdict: Compatibility) -> str:
    """The verdict as JSON that ends with a newline; a direction that cannot be told is null."""
    body = msgspec.to_builtins(verdict)
    told = {name: getattr(verdict, name) for name in ("backward", "forward", "full")}
    return json.dumps(told | body, indent=2) + "\n"


def as_text(verdict: Compatibility) -> str:
    """The verdict for a terminal."""
    return "\n".join(_text(verdict)) + "\n"


def as_markdown(verdict: Compatibility) -> str:
    """The verdict as Markdown."""
    return "\n".join(_markdown(verdict)) + "\n"


def folder_json(verdicts: Mapping[str, Compatibility]) -> str:
    """The verdicts of a folder by path, as JSON that ends with a newline."""
    return json.dumps({path: json.loads(as_json(one)) for path, one in verdicts.items()}, indent=2) + "\n"


def folder_text(verdicts: Mapping[str, Compatibility]) -> str:
    """The verdicts of a folder for a terminal."""
    parts = [f"{folded(path)}\n{as_text(one)}" for path, one in verdicts.items()]
    return "\n".join(parts) or "No schema file differs.\n"


def folder_markdown(verdicts: Mapping[str, Compatibility]) -> str:
    """The verdicts of a folder as Markdown."""
    parts = [f"## {code(path)}\n\n{as_markdown(one)}" for path, one in verdicts.items()]
    return "\n".join(parts) or "No schema file differs.\n"


def _text(verdict: Compatibility) -> Iterator[str]:
    if verdict.directed:
        yield f"backward  {_SAID[verdict.backward]:<15} the new schema reads what the old one wrote"
        yield f"forward   {_SAID[verdict.forward]:<15} the old schema reads what the new one writes"
        yield f"full      {_SAID[verdict.full]}"
    else:
        yield _asked(verdict)
    for change in verdict.changes:
        yield f"\n{_weight(change)}  {folded(change.kind)}  {folded(change.path)}{_line(change)}"
        yield f"  {folded(change.message)}"
    for why in verdict.unknown:
        yield f"\nnot told: {folded(why)}"
    for evidence in verdict.evidence:
        yield f"\n{evidence.kind.value}: {visible(evidence.text)}"


def _markdown(verdict: Compatibility) -> Iterator[str]:
    if verdict.directed:
        yield f"backward: **{_SAID[verdict.backward]}**, forward: **{_SAID[verdict.forward]}**\n"
    else:
        yield f"{_asked(verdict)}\n"
    if verdict.changes:
        yield "| | kind | where | what |\n|---|---|---|---|"
    for change in verdict.changes:
        row = (_weight(change), code(change.kind), code(change.path) + _line(change), prose(change.message))
        yield "| " + " | ".join(cell(part) for part in row) + " |"
    yield from (f"\nNot told: {prose(why)}" for why in verdict.unknown)
    yield from (f"\n{evidence.kind.value}\n\n{block(evidence.text)}" for evidence in verdict.evidence)


def _asked(verdict: Compatibility) -> str:
    number = len(verdict.changes)
    if not number:
        return "Nothing of what was looked for is in the script."
    return f"{number} statement{'s' if number > 1 else ''} of the script to look at"


def _weight(change: SchemaChange) -> str:
    if not change.breaking:
        return "safe"
    if not change.directions:
        return "look at"
    return f"breaks {' and '.join(direction.value for direction in change.directions)}"


def _line(change: SchemaChange) -> str:
    line = change.new_line or change.old_line
    return f" (line {line}{'' if change.new_line else ' of the old one'})" if line else ""
