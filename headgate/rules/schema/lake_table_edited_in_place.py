"""Tables of a lake whose CREATE TABLE IF NOT EXISTS was edited."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.change import Status
from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.impact.compat.ddl.lakes import LakeTable, differences, lake_tables
from headgate.impact.compat.ddl.statements import statements
from headgate.rules.registry import Found, repository, rule
from headgate.source.kinds import Kind

_OLD = """
CREATE TABLE IF NOT EXISTS lake.orders (
  id bigint,
  total int,
  day date
)
USING iceberg
PARTITIONED BY (day);
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"ddl/orders.sql": _OLD.replace("total int", "total string")},
            {"ddl/orders.sql": (1,)},
            base={"ddl/orders.sql": _OLD},
        ),
        repository(
            {"ddl/orders.sql": _OLD.replace("BY (day)", "BY (months(day))")},
            {"ddl/orders.sql": (1,)},
            base={"ddl/orders.sql": _OLD},
        ),
        repository(
            {
                "ddl/orders.sql": _OLD.replace("total int", "total bigint"),
                "ddl/alter.sql": "ALTER TABLE lake.orders ALTER COLUMN total TYPE bigint;\n",
            },
            base={"ddl/orders.sql": _OLD},
        ),
        repository(
            {"ddl/orders.sql": _OLD.replace("  id bigint", "  -- the key\n  id bigint")}, base={"ddl/orders.sql": _OLD}
        ),
    ],
)
def lake_table_edited_in_place(comparison: Comparison) -> Iterator[Found]:
    """The columns or partitions in a lake table's CREATE TABLE IF NOT EXISTS changed, and nothing alters the table.

    ## Why it matters

    IF NOT EXISTS leaves a table that is there as it is. New environments get the new shape, the old ones keep theirs:
    jobs then write columns that are not there, or read others than the text says. A type that the format does not
    promote (Iceberg: int to long, float to double, decimal to more digits) cannot be altered in place at all, and a
    partition of Delta or Parquet only by writing the table anew.

    ## Instead

    Put the ALTER TABLE beside it in the same change; what to write is shown.

    ## When it stays silent

    When the change alters or drops the table somewhere, for tables without IF NOT EXISTS, and for tables of databases.

    ## Fix

    None is applied by itself: where the statement is run is not to be seen in the file.
    """
    altered = _altered(comparison)
    for path, change in comparison.change.files.items():
        if change.status is not Status.MODIFIED or not path.endswith((".sql", ".ddl", ".hql")):
            continue
        old, new = (side.snapshot.text_of(path) or "" for side in (comparison.base, comparison.head))
        before = {one.name: one for one in _tables(old, comparison)}
        for one in _tables(new, comparison):
            found = list(differences(before[one.name], one)) if one.kept and one.name in before else []
            if found and one.name not in altered:
                yield Found(
                    f"IF NOT EXISTS leaves a {one.format} table that is there as it is, but "
                    f"{'; '.join(told for told, _, _ in found)}.",
                    one.line,
                    path=path,
                    entity=f"{one.name}:in-place",
                    evidence=(Evidence(EvidenceKind.SAFE_SEQUENCE, "\n".join(how for _, how, _ in found)),),
                )


def _tables(text: str, comparison: Comparison) -> Iterator[LakeTable]:
    try:
        yield from lake_tables(statements(text, comparison.head.settings.dialect or "spark"))
    except UnreadableSchema:
        return


def _altered(comparison: Comparison) -> set[str]:
    """Tables that some changed script alters or drops."""
    found = set()
    for path in comparison.change.files:
        facts = comparison.head.files.get(path)
        if facts is None or not {Kind.SQL, Kind.SQL_TEMPLATE} & set(facts.kinds):
            continue
        try:
            script = statements(comparison.head.snapshot.text_of(path) or "", "spark")
        except UnreadableSchema:
            continue
        for words in script:
            if words.starts("ALTER", "TABLE") or words.starts("DROP", "TABLE"):
                found.add(words.after("ALTER", "DROP").after("TABLE", "IF", "EXISTS").name()[0])
    return found
