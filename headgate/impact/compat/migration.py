"""SQL migrations that a change adds, as rules are offered them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from headgate.change import Status
from headgate.dataset import table
from headgate.impact.comparison import Comparison
from headgate.impact.compat.change import Compatibility
from headgate.impact.compat.compare import compare
from headgate.lineage import Job
from headgate.source.kinds import Kind

_MAX_EARLIER = 500
_MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class Migration:
    """A new SQL script beside the scripts that ran before it."""

    path: str
    text: str
    earlier: str
    """The scripts of its folder whose names sort before its own, one after the other."""
    dialect: str
    """sqlglot's name; empty where nothing tells."""
    comparison: Comparison

    def judged(self, profile: str) -> Compatibility:
        """The verdict by the rules of `profile`."""
        return compare("ddl", self.earlier, self.text, profile, self.dialect)

    def readers(self, name: str) -> tuple[Job, ...]:
        """Jobs of the head that read the table called `name`, with or without its schema."""
        graph = self.comparison.head.graph
        wanted = table(name)
        found = [job for job in graph.readers.get(wanted, ()) if job.location.path != self.path]
        if not found and "." not in wanted.name:
            found = [
                job
                for dataset, jobs in graph.readers.items()
                if dataset.namespace == wanted.namespace and dataset.name.rpartition(".")[2] == wanted.name
                for job in jobs
                if job.location.path != self.path
            ]
        return tuple(found)


def migrations(comparison: Comparison) -> Iterator[Migration]:
    """Each SQL script that the change adds next to others or on its own."""
    settings = comparison.head.settings
    for path, change in comparison.change.files.items():
        facts = comparison.head.files.get(path)
        if change.status is not Status.ADDED or facts is None or Kind.SQL not in facts.kinds:
            continue
        text = comparison.head.snapshot.text_of(path)
        if text is not None:
            read_as = next((one.dialect for one in facts.statements if one.dialect), settings.dialect)
            yield Migration(path, text, _earlier(comparison, path), read_as, comparison)


def _earlier(comparison: Comparison, path: str) -> str:
    pure = PurePosixPath(path)
    paths = [
        other
        for other in comparison.head.snapshot.paths
        if PurePosixPath(other).parent == pure.parent and other.endswith(pure.suffix) and _order(other) < _order(path)
    ]
    texts = [comparison.head.snapshot.text_of(other) or "" for other in sorted(paths, key=_order)[-_MAX_EARLIER:]]
    return ";\n".join(texts)[-_MAX_BYTES:]


def _order(path: str) -> list[tuple[int, str]]:
    """Names with numbers compared as numbers: V2 before V10."""
    parts: list[tuple[int, str]] = []
    digits = ""
    for sign in PurePosixPath(path).name + "\0":
        if sign.isdigit():
            digits += sign
            continue
        if digits:
            parts.append((int(digits), ""))
            digits = ""
        parts.append((-1, sign))
    return parts
