"""The grain of a table: as it is declared, and as its query makes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.design.review.subject import Subject
from headgate.design.review.surrogate import made
from headgate.design.review.vault import vault_keys
from headgate.design.source.words import words
from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.facts.sql.known import tells_apart

_SAID = re.compile(
    r"(?:\b(?:one|a single|1)\s+(?:row|record|line)\s+(?:per|for each|for every)|\bgrain(?:\s+of\s+\w+)?\s*(?:is|:|=)|"
    r"\beach\s+(?:row|record|line)\s+(?:represents|is|contains|corresponds to)|\bunique\s+(?:on|by|per))\s+"
    r"(?P<what>[^.;\n]{2,120})",
    re.I,
)
_BREAK = re.compile(r"\s*(?:,|\band\b|\bper\b|\bfor each\b|\bby\b|\+|/|&|\bx\b)\s*", re.I)
_NOISE = frozenset(
    ("a", "an", "the", "each", "every", "unique", "one", "single", "of", "combination", "is", "distinct", "in", "to")
)
_MOST_SAID = 4
Key = tuple[tuple[str, ...], str]
"""Columns, and the reason why rows are unique on them."""


@dataclass(frozen=True, slots=True)
class Grain:
    """What one row is."""

    said: str
    """In the description; empty where it does not say."""
    parts: tuple[str, ...]
    """The things that the description names."""
    declared: tuple[tuple[str, ...], ...]
    """Column groups, by tests, constraints and settings."""
    derived: tuple[tuple[tuple[str, ...], str], ...]
    """Column groups with the reason."""
    verdict: str
    """`agrees`, `differs`, `declared only`, `derived only`, `unknown`."""
    why: str


def grain_of(subject: Subject) -> Grain:
    """The grain of a table."""
    said, parts = described(subject.description)
    declared = _declared(subject)
    derived = tuple(_derived(subject))
    verdict, why = _hashed(subject, declared, derived) or _compared(subject, declared, derived)
    return Grain(said, parts, declared, derived, verdict, why)


def described(text: str) -> tuple[str, tuple[str, ...]]:
    """What a description says one row is, and the things that it names; empty where it does not say."""
    found = _SAID.search(text[:4000])
    if found is None:
        return "", ()
    said = " ".join(found["what"].split())
    cut = re.split(
        r"\b(?:with|that|which|who|where|including|containing|from|at|when|as|,\s*and)\b|[(]", said, maxsplit=1
    )[0]
    parts = tuple(part for one in _BREAK.split(cut) if (part := _plain(one)))
    return said, parts if len(parts) <= _MOST_SAID else ()


def _plain(part: str) -> str:
    kept = [word for word in re.findall(r"[\w]+", part.lower()) if word not in _NOISE]
    return " ".join(kept[:4])


def _declared(subject: Subject) -> tuple[tuple[str, ...], ...]:
    found = [tuple(sorted(key.columns)) for key in subject.keys if key.declared]
    told = subject.settings.get("unique_key")
    names = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    if names and all(isinstance(name, str) and name.isidentifier() for name in names):
        found.append(tuple(sorted(name.lower() for name in names)))
    return tuple(dict.fromkeys(found))


def _compared(
    subject: Subject, declared: tuple[tuple[str, ...], ...], derived: tuple[tuple[tuple[str, ...], str], ...]
) -> tuple[str, str]:
    if not declared and not derived:
        return "unknown", "no test, constraint or setting declares a key, and the query does not show one"
    if not declared:
        columns, reason = derived[0]
        return "derived only", f"unique on ({', '.join(columns)}) {reason}, which no test declares"
    if not derived:
        return "declared only", "the query neither shows it nor contradicts it"
    for key in declared:
        for columns, reason in derived:
            if set(columns) <= set(key):
                return "agrees", f"({', '.join(key)}) is declared, and unique {reason}"
    wider = [(key, c, r) for key in declared for c, r in derived if set(key) < set(c) and not _is_hash(key, subject)]
    if len(wider) == len(declared) * len(derived):
        key, columns, reason = wider[0]
        if all(tells_apart(c, k) for k, c, _ in wider):
            return (
                "differs",
                f"({', '.join(key)}) is declared, but rows are told apart by ({', '.join(columns)}), {reason}",
            )
        rest = ", ".join(sorted(set(columns) - set(key)))
        return "declared only", f"the query tells rows apart by more ({rest}), which may well follow from the key"
    return "declared only", "the query shows another key; whether the declared one follows from it is not known"


def _derived(subject: Subject) -> Iterator[Key]:
    """The keys that the query makes; where a macro that is not known made a part of it, only those with columns."""
    guessed = any(MARKER in statement.text for statement in subject.statements)
    for key in subject.keys:
        if not key.declared and not key.weak and (key.columns or not guessed):
            yield tuple(sorted(key.columns)), key.reason
    yield from vault_keys(subject.source)


def _hashed(
    subject: Subject, declared: tuple[tuple[str, ...], ...], derived: tuple[Key, ...]
) -> tuple[str, str] | None:
    """Whether a declared key that is a hash holds all that tells rows apart; None where that cannot be told."""
    singles = [made(subject, key[0]) for key in declared if len(key) == 1 and derived]
    for key in (one for one in singles if one.kind == "hash"):
        for whole, reason in derived:
            columns = tuple(name for name in whole if name != key.column)
            parts, listed = set(key.parts), ", ".join(key.parts)
            if set(columns) and set(columns) <= parts:
                return "agrees", f"{key.column} is a hash of ({listed}), and the query is unique on these {reason}"
            if parts and parts < set(columns) and len(derived) == 1 and tells_apart(columns, parts):
                told = ", ".join(columns)
                return "differs", f"{key.column} is a hash of ({listed}), but rows are told apart by ({told}), {reason}"
    return None


def _is_hash(key: tuple[str, ...], subject: Subject) -> bool:
    """Whether a key of one column is made by an expression, which may well stand for all columns."""
    return len(key) == 1 and made(subject, key[0]).kind != "of the source"


def contradicts(parts: tuple[str, ...], key: tuple[str, ...], name: str) -> bool:
    """Whether a description names two things or more, and a declared key of one column is plainly one of them alone.

    `one row per customer and day` against unique on `customer_id`. A key that is called for the table itself, or
    a generic one, may stand for all of them.
    """
    if len(parts) < 2 or len(key) != 1:
        return False
    stem = tuple(word for word in words(key[0]) if word not in ("id", "key", "sk", "code", "no", "number", "uuid"))
    if not stem or stem == words(name)[-len(stem) :]:
        return False
    hits = [part for part in parts if words(part.replace(" ", "_")) == stem]
    dated = [part for part in parts if words(part.replace(" ", "_"))[-1:] in _PERIODS]
    return len(hits) == 1 and bool(dated) and hits != dated


_PERIODS = (("day",), ("date",), ("week",), ("month",), ("quarter",), ("year",), ("hour",))
