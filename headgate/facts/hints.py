"""What the project as a whole tells about single files: SQL dialect, Spark version, dbt root."""

from __future__ import annotations

from collections.abc import Callable

from headgate.facts.reading import Hints
from headgate.settings import Settings
from headgate.source.kinds import dbt_root_of
from headgate.source.snapshot import Snapshot


def dbt_roots(snapshot: Snapshot) -> tuple[str, ...]:
    """Folders that hold a `dbt_project.yml`; `""` for the root of the snapshot."""
    name = "dbt_project.yml"
    return tuple(path[: -len(name)].rstrip("/") for path in snapshot.paths if path.rsplit("/", 1)[-1] == name)


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
