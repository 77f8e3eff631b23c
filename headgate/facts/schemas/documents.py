"""Whole schema documents as rules are offered them while the file is open."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.facts.schemas.positions import Document


@dataclass(frozen=True)
class JsonSchemaDocument:
    """A JSON Schema file, read with its lines."""

    path: str
    document: Document
