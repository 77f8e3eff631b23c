"""A review of dimensional models as one JSON document, and the schema of that document."""

from __future__ import annotations

from typing import Any

import msgspec

from headgate import __version__
from headgate.design.review.page import ModelReview

FORMAT = "headgate-model/1"
"""Changes when a reader of the document would have to."""
SCHEMA_ID = "urn:headgate:schema:model:1"


def as_json(review: ModelReview) -> str:
    """The review as JSON text that ends with a newline."""
    body = {"format": FORMAT, "version": __version__, **msgspec.to_builtins(review)}
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode() + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `as_json` writes."""
    _, parts = msgspec.json.schema_components([ModelReview], ref_template="#/$defs/{name}")
    whole = parts.pop("ModelReview")
    own = {"format": {"const": FORMAT}, "version": {"type": "string", "description": "Of Headgate."}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Headgate model review",
        "description": whole["description"],
        "type": "object",
        "properties": {**own, **whole["properties"]},
        "required": [*own, *whole["properties"]],
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }
