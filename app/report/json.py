"""A review as one JSON document, and the schema of that document."""

from __future__ import annotations

from typing import Any

import msgspec

from app.report.published import publishable
from app.report.summary import Summary, summarise
from headgate import __version__
from headgate.review import Review

FORMAT = "headgate-review/1"
"""Changes when a reader of the document would have to."""
SCHEMA_ID = "urn:headgate:schema:review:1"


def document(review: Review) -> dict[str, Any]:
    """`review` as plain data.

    The run's own seconds are left out: the same commit gives the same document to the byte.
    """
    shown = publishable(review)
    body: dict[str, Any] = msgspec.to_builtins(shown)
    del body["coverage"]["seconds"]
    return {
        "format": FORMAT,
        "version": __version__,
        "summary": msgspec.to_builtins(summarise(shown)),
        **body,
    }


def render(review: Review) -> str:
    """`review` as JSON text that ends with a newline."""
    return msgspec.json.format(msgspec.json.encode(document(review)), indent=2).decode() + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `render` writes."""
    _, parts = msgspec.json.schema_components([Review, Summary], ref_template="#/$defs/{name}")
    whole = parts.pop("Review")
    del parts["Coverage"]["properties"]["seconds"]
    own = {
        "format": {"const": FORMAT},
        "version": {"type": "string", "description": "Of Headgate."},
        "summary": {"$ref": "#/$defs/Summary"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Headgate review",
        "description": whole["description"],
        "type": "object",
        "properties": {**own, **whole["properties"]},
        "required": [*own, *whole["properties"]],
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }
