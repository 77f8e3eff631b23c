"""Nodes of a manifest as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.facts.sql.model import Statement


@dataclass(frozen=True, slots=True)
class ManifestNode:
    """A model, snapshot or seed as dbt compiled it."""

    id: str
    """dbt's unique id: `model.shop.orders`."""
    name: str
    package: str
    path: str
    """Relative to its project."""
    checksum: str = ""
    """sha256 of the file that dbt read, without white space around it; empty where dbt gives another."""
    depends_on: tuple[str, ...] = ()
    """Models by name, source tables as `source.table`, as in `DbtNode.refs`."""
    outputs: tuple[str, ...] = ()
    """Columns that the compiled SQL names; empty where it has a star over what only the warehouse knows."""
    statement: Statement | None = None
    """The compiled SQL, with the names of the project; None where the manifest was made by `dbt parse`."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A `manifest.json`."""

    project: str
    generated: str
    """When, as dbt wrote it."""
    nodes: tuple[ManifestNode, ...] = ()
