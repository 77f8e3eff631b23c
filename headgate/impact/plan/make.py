"""From two versions of a schema to the plan."""

from __future__ import annotations

from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.change import Compatibility, SchemaChange, Text, single
from headgate.impact.compat.compare import compare
from headgate.impact.compat.ddl import tables_after
from headgate.impact.compat.ddl.statements import dialect_of
from headgate.impact.plan import move, records, slices, tables
from headgate.impact.plan.model import Plan, Size, Step

_TABLES = (
    "Expand, migrate, contract: the new stands beside the old until nobody uses the old, so that every step can be "
    "taken back alone."
)
_OTHERS = (
    "A versioned table (`…_v2`) and a view that is switched: one cut-over for all readers, at the price of a full "
    "copy. Choose it where most columns change.",
    "A trigger instead of writing both in programs: catches writers outside of the repository, costs a write each.",
    "All in one release with the program stopped: cheapest where minutes without service are allowed.",
)


def plan(
    format_: SchemaFormat | str, old: Text, new: Text, *, profile: str = "", dialect: str = "", size: Size | None = None
) -> Plan:
    """How to come from `old` to `new` without a break; a single step where nothing breaks.

    Raises:
        HeadgateError: there is no such format.
    """
    verdict = compare(format_, old, new, profile, dialect)
    given = size or Size()
    if str(format_) == SchemaFormat.DDL:
        return _of_tables(verdict, (single(old), single(new)), dialect, given)
    steps = tuple(records.steps(verdict)) if not verdict.full else ()
    return Plan(
        records.strategy(verdict), steps, records.ALTERNATIVES if steps else (),
        slices.arithmetic(given) if steps else (), unknown=verdict.unknown,
    ).ordered()  # fmt: skip


def plan_move(target: str, size: Size) -> Plan:
    """How to move data to another format, whatever its schema."""
    strategy = f"Both formats side by side until every reader has moved to {target}; nothing old is touched before."
    return Plan(strategy, move.steps(target), sizing=move.arithmetic(size, target))


def _of_tables(verdict: Compatibility, scripts: tuple[str, str], dialect: str, size: Size) -> Plan:
    before, both = tables_after(scripts[0], dialect), tables_after(";\n".join(scripts), dialect)
    known = tables.Known(dialect_of(dialect), before, both)
    found: list[Step] = []
    left: list[SchemaChange] = []
    for change in verdict.breaking:
        made = tables.steps(change, known)
        found += made
        if not made:
            left.append(change)
    if not verdict.breaking and not verdict.unknown:
        return Plan("Nothing breaks: run the migration before the programs that use what it adds.", ())
    sizing = slices.arithmetic(size) if found else ()
    return Plan(_TABLES, tuple(found), _OTHERS, sizing, tuple(left), verdict.unknown).ordered()
