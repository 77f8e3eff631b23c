"""A change puts a constant where a column was, and others go on reading it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.dataset import DatasetId
from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.project import Project
from headgate.facts.sql.model import Output, Statement
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.lineage import ColumnRef
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_MOST = 12
"""Readers that are named."""
_ORDERS = "create view shop.orders as\nselect\n    id,\n    {options} as options\nfrom raw.orders;\n"
_READER = "create view shop.states as select id, upper(options) as state from shop.orders;\n"
_FULL = {"orders.sql": _ORDERS.format(options="payload"), "states.sql": _READER}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository({**_FULL, "orders.sql": _ORDERS.format(options="max(null)")}, {"orders.sql": (4,)}, base=_FULL),
        repository({**_FULL, "orders.sql": _ORDERS.format(options="lower(payload)")}, base=_FULL),
        repository(
            {"orders.sql": _ORDERS.format(options="null")}, base={"orders.sql": _ORDERS.format(options="payload")}
        ),
        repository(_FULL, base={**_FULL, "orders.sql": _ORDERS.format(options="null")}),
    ),
)
def column_made_constant(comparison: Comparison) -> Iterator[Found]:
    """A change puts a constant where a column was, and others go on reading it.

    ## Why it matters

    Nothing fails: the column is still there by name. All that is computed from it downstream becomes NULL or the same
    value in every row, and filters on it keep all rows or none.

    ## Instead

    Remove the column with its readers, or tell in the change that they are given up.

    ## When it stays silent

    Where nothing of the repository reads the column, where the column is new, and where what fills the dataset is a
    set operation.

    ## Fix

    None is offered.
    """
    before = _made(comparison.base)
    for dataset, (path, statement) in _made(comparison.head).items():
        old = before.get(dataset)
        if old is None or old[1].text == statement.text:
            continue
        told = _outputs(old[1])
        for name, output in _outputs(statement).items():
            if name in told and told[name].refs and _is_constant(output):
                yield from _found(comparison.head, ColumnRef(dataset, name), path, output)


def _found(head: Project, column: ColumnRef, path: str, output: Output) -> Iterator[Found]:
    readers = {walk[-1].target: walk[-1].location for walk in head.graph.downstream(column)}
    if not readers:
        return
    named = [str(reader) for reader in readers][:_MOST]
    places: dict[str, Location] = {}
    for place in sorted(readers.values()):
        places.setdefault(place.path, place)
    more = f" and {len(readers) - _MOST} more" if len(readers) > _MOST else ""
    yield Found(
        message=(
            f"`{column}` no longer comes from any column: it is a constant now, and {len(readers)} downstream "
            f"{'column reads' if len(readers) == 1 else 'columns read'} it, first {named[0]}."
        ),
        line=output.line,
        entity=str(column),
        path=path,
        evidence=(Evidence(EvidenceKind.LINEAGE, "\n".join(f"→ {name}" for name in named) + more),),
        related=tuple(places.values())[:_MOST],
    )


def _made(project: Project) -> Mapping[DatasetId, tuple[str, Statement]]:
    """The one statement that fills each dataset; of a model's renderings the first."""
    found: dict[DatasetId, tuple[str, Statement]] = {}
    several: set[DatasetId] = set()
    for path, facts in project.files.items():
        for statement in facts.statements:
            if statement.target is None or statement.query is None:
                continue
            if statement.target in found and found[statement.target][0] != path:
                several.add(statement.target)
            found.setdefault(statement.target, (path, statement))
    return {dataset: one for dataset, one in found.items() if dataset not in several}


def _outputs(statement: Statement) -> dict[str, Output]:
    outputs = statement.query.outputs if statement.query is not None else ()
    return {output.name.lower(): output for output in outputs if output.name}


def _is_constant(output: Output) -> bool:
    return not output.refs and not output.queries and output.star is None
