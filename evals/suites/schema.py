"""Schema pairs on standard input, a JSON object per line; verdicts on standard output."""

from __future__ import annotations

import json
import sys
from typing import Any

from headgate.errors import HeadgateError
from headgate.impact.compat import compare
from headgate.impact.compat.change import SchemaChange, Text

_ALSO = {
    "ban-drop-table": ("DS102",),
    "ban-drop-column": ("DS103",),
    "adding-unique-constraint": ("MF101",),
    "adding-required-field": ("MF103",),
    "adding-not-null-field": ("MF104",),
    "renaming-table": ("BC101",),
    "renaming-column": ("BC102",),
    "require-concurrent-index-creation": ("PG101",),
    "require-concurrent-index-deletion": ("PG102",),
    "ban-concurrent-index-creation-in-transaction": ("PG103",),
    "adding-primary-key-constraint": ("PG104",),
    "disallow-unique-constraint": ("PG105",),
}
"""What Atlas calls the same change, beside squawk's name that is used here."""


def main(arguments: list[str]) -> int:  # noqa: ARG001
    """Answer every line of standard input; one that cannot be answered gets an `error`."""
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
            sys.stdout.flush()
    return 0


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one pair of schemas."""
    try:
        found = compare(
            request["format"],
            _text(request["old"]),
            _text(request["new"]),
            request.get("profile") or "",
            request.get("dialect") or "",
            tuple(request.get("rules") or ()),
        )
    except HeadgateError as error:
        return {"backward": None, "forward": None, "full": None, "changes": [], "error": str(error)}
    return {
        "backward": found.backward,
        "forward": found.forward,
        "full": found.full,
        "changes": [
            {"path": _path(change, request["format"]), "kind": kind, "breaking": change.breaking}
            for change in found.changes
            for kind in (change.kind, *_ALSO.get(change.kind, ()))
        ],
        "unknown": list(found.unknown),
    }


def _text(given: Any) -> Text:
    if isinstance(given, dict) and "files" in given:
        main_file = given.get("main", "")
        files: dict[str, str] = given["files"]
        return {path: files[path] for path in sorted(files, key=lambda path: path != main_file)}
    return str(given)


def _path(change: SchemaChange, format_: str) -> str:
    """Where several files are compared, the file and line as compilers say it; in a script the line."""
    if change.file:
        return f"{change.file}:{change.new_line}" if change.new_line else change.file
    if format_ == "ddl":
        return f"line:{change.new_line}"
    return change.path
