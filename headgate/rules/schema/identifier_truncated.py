"""Names that the database cuts."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._held_up import held_up

_BEFORE = {"db/V1.sql": "CREATE TABLE orders (at timestamptz);\n"}
_LONG = "orders_of_customers_who_have_been_invited_by_other_customers_in_spring"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_BEFORE | {"db/V2.sql": f"CREATE TABLE {_LONG} (id bigint);\n"}, {"db/V2.sql": (1,)}, base=_BEFORE),
        repository(_BEFORE | {"db/V2.sql": f"CREATE TABLE {_LONG[:63]} (id bigint);\n"}, base=_BEFORE),
    ],
)
def identifier_truncated(migration: Migration) -> Iterator[Found]:
    """A name is longer than the 63 bytes that PostgreSQL keeps of it.

    ## Why it matters

    PostgreSQL cuts the name with a notice that no migration tool shows. Two long names become one, IF NOT EXISTS then
    skips the second, and a later DROP by the full name of another tool does not find it.

    ## Instead

    A name of at most 63 bytes.

    ## When it stays silent

    For names that fit, for migrations in Python or XML, whose tools shorten names themselves, and where it is
    not PostgreSQL.

    ## Fix

    None is applied by itself: which shorter name is right is the author's to say.
    """
    if migration.is_sql:
        yield from held_up(migration, "identifier-too-long")
