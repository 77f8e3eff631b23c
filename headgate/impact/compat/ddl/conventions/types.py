"""Conventions on column types.

Source: PostgreSQL wiki, "Don't Do This" (char(n), varchar(n), timestamp without time zone, serial); PostgreSQL manual,
"Numeric Types", "Serial Types".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import SERIAL, columns_declared
from headgate.impact.compat.ddl.locks.script import Script, lock
from headgate.impact.compat.ddl.statements import Words

_TEXTS = ("varchar", "character varying")
_PADDED = ("char", "character", "bpchar")
_INTEGERS = ("int", "integer", "int4", "serial", "serial4")
_SMALL = ("smallint", "int2", "smallserial", "serial2")


def _padded(type_: Words) -> str:
    # In quotes "char" is another type, of one byte.
    if _named(type_) not in _PADDED or type_.words[0].quoted:
        return ""
    return "is padded with spaces to its length; text with a CHECK on its length is not"


def _bounded_text(type_: Words) -> str:
    if _named(type_) not in _TEXTS or not type_.bracket()[0].words:
        return ""
    return "has a length that is costly to change in another way than to a longer one; a CHECK on text is not"


def _zoneless(type_: Words) -> str:
    if _named(type_) != "timestamp" or type_.has("WITH", "TIME", "ZONE"):
        return ""
    return "holds no moment, only what a clock in some time zone showed; timestamptz holds one"


def _serial(type_: Words) -> str:
    if type_.words[0].text.upper() not in SERIAL:
        return ""
    return "owns a sequence with rights and a default of its own; GENERATED ALWAYS AS IDENTITY is the standard's form"


def _integer(type_: Words) -> str:
    return (
        "ends at 2,147,483,647, and growing it rewrites the table; bigint does not"
        if _named(type_) in _INTEGERS
        else ""
    )


def _small(type_: Words) -> str:
    return "ends at 32,767, and growing it rewrites the table; bigint does not" if _named(type_) in _SMALL else ""


def _narrow(type_: Words) -> str:
    return _integer(type_) or _small(type_)


def _named(type_: Words) -> str:
    """A type's own name in lower case, without what says its size or where it is looked up."""
    name, rest = type_.name()
    if name == "character" and rest.starts("VARYING"):
        return "character varying"
    return name.removeprefix("pg_catalog.")


def _told(kind: str, why: Callable[[Words], str]) -> Callable[[Script], Iterator[SchemaChange]]:
    def check(script: Script) -> Iterator[SchemaChange]:
        for words in script.statements:
            for table, column, type_ in columns_declared(words):
                told = why(type_)
                if told:
                    yield lock(kind, f"{table}.{column}", type_, f"the type of {table}.{column} {told}")

    return check


CHECKS: Mapping[str, Callable[[Script], Iterator[SchemaChange]]] = {
    "ban-char-field": _told("ban-char-field", _padded),
    "prefer-text-field": _told("prefer-text-field", _bounded_text),
    "prefer-timestamptz": _told("prefer-timestamptz", _zoneless),
    "prefer-timestamp-tz": _told("prefer-timestamp-tz", _zoneless),
    "prefer-identity": _told("prefer-identity", _serial),
    "prefer-big-int": _told("prefer-big-int", _narrow),
    "prefer-bigint-over-int": _told("prefer-bigint-over-int", _integer),
    "prefer-bigint-over-smallint": _told("prefer-bigint-over-smallint", _small),
}
