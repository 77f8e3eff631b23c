"""The lineage as one JSON document, and the schema of that document."""

from __future__ import annotations

from typing import Any

import msgspec

from app.report.lineage.document import Lineage
from headgate import __version__

FORMAT = "headgate-lineage/1"
"""Changes when a reader of the document would have to."""
SCHEMA_ID = "urn:headgate:schema:lineage:1"


def render(lineage: Lineage) -> str:
    """`lineage` as JSON text that ends with a newline."""
    body = {"format": FORMAT, "version": __version__, **msgspec.to_builtins(lineage)}
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode() + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `render` writes."""
    _, parts = msgspec.json.schema_components([Lineage], ref_template="#/$defs/{name}")
    whole = parts.pop("Lineage")
    own = {
        "format": {"const": FORMAT},
        "version": {"type": "string", "description": "Of Headgate."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Headgate lineage",
        "description": whole["description"],
        "type": "object",
        "properties": {**own, **whole["properties"]},
        "required": [*own, *whole["properties"]],
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }
