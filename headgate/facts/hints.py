"""What the project as a whole tells about single files: SQL dialect, Spark version, dbt root."""

from __future__ import annotations

from collections.abc import Callable

from headgate.errors import HeadgateError
from headgate.facts.dbt.project import FILE_NAME, Layout, default_layout, layout_of, parse, root_of
from headgate.facts.reading import Hints
from headgate.settings import Settings
from headgate.source.kinds import dbt_root_of
from headgate.source.snapshot import Snapshot


def dbt_roots(snapshot: Snapshot) -> tuple[str, ...]:
    """Folders that hold a `dbt_project.yml`; `""` for the root of the snapshot."""
    return tuple(root_of(path) for path in snapshot.paths if path.rsplit("/", 1)[-1] == FILE_NAME)


def layouts(snapshot: Snapshot) -> dict[str, Layout]:
    """The folders of each dbt project, by root; the usual ones where its file cannot be read."""
    found = {}
    for root in dbt_roots(snapshot):
        path = f"{root}/{FILE_NAME}" if root else FILE_NAME
        text = snapshot.text_of(path)
        try:
            found[root] = layout_of(parse(path, text or ""))
        except HeadgateError:
            found[root] = default_layout(root)
    return found


def dbt_roles(snapshot: Snapshot) -> Callable[[str], str]:
    """A function from a path to what its dbt project keeps there: `model`, `seed`, `macro`, …"""
    known = layouts(snapshot)
    roots = tuple(known)

    def role(path: str) -> str:
        root = dbt_root_of(path, roots)
        return known[root].role(path) if root is not None else ""

    return role


def hinter(snapshot: Snapshot, settings: Settings) -> Callable[[str], Hints]:
    """A function from a path to the hints for it."""
    roots = dbt_roots(snapshot)
    reason = "set in headgate.toml" if settings.dialect else ""

    def hints(path: str) -> Hints:
        return Hints(
            dialect=settings.dialect,
            dialect_reason=reason,
            dbt_root=dbt_root_of(path, roots),
            options=settings.rules.options,
        )

    return hints
