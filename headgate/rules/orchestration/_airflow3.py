"""What changed in Airflow 3: a table, and how uses of its names are found."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from headgate.facts.airflow.module import AirflowModule


@dataclass(frozen=True)
class Changes:
    """The sections of `airflow3.yaml`."""

    removed: Mapping[str, str]
    methods: Mapping[str, Mapping[str, str]]
    arguments: Mapping[str, Mapping[str, str]]
    values: Mapping[str, Mapping[str, str]]
    context: Mapping[str, str]
    moved: Mapping[str, str]
    leaving: Mapping[str, str]
    renamed: Mapping[str, str]


@cache
def changes() -> Changes:
    """The table, read once."""
    text = resources.files(__package__).joinpath("airflow3.yaml").read_text(encoding="utf-8")
    return Changes(**yaml.safe_load(text))


@dataclass(frozen=True, slots=True)
class Use:
    """A name of Airflow that is used, beyond its import."""

    node: ast.expr
    dotted: str


def uses(module: AirflowModule) -> Iterator[Use]:
    """Uses of names from Airflow whose import has no other to fall back upon; the longest chain of each."""
    inner: set[int] = set()
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load) or id(node) in inner:
            continue
        part: ast.expr = node
        while isinstance(part, ast.Attribute):
            part = part.value
            inner.add(id(part))
        dotted = module.names.dotted(node)
        if dotted.startswith("airflow.") and module.names.known(node) and not module.names.guarded(node):
            yield Use(node, dotted)


def entry(table: Mapping[str, str], dotted: str) -> tuple[str, str] | None:
    """Name and replacement for `dotted` or what it starts with; keys that end with a dot match all below them."""
    parts = dotted.split(".")
    for end in range(len(parts), 1, -1):
        name = ".".join(parts[:end])
        if name in table:
            return name, table[name]
        if end < len(parts) and f"{name}." in table:
            return dotted, table[f"{name}."]
    return None


def by_class(table: Mapping[str, Mapping[str, str]], dotted: str) -> Iterator[tuple[str, str]]:
    """The entries for a class, by its dotted name or by the end of its name."""
    last = dotted.rsplit(".", 1)[-1]
    for name, found in table.items():
        if dotted == name or ("." not in name and last.endswith(name) and (name[0].isupper() or last == name)):
            yield from found.items()


def instead(replacement: str) -> str:
    """The end of a message: what to use."""
    return f"; use `{replacement}`" if replacement else "; there is nothing in its place"
