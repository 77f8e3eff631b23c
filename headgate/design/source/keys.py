"""Keys that nobody declares, by the names of columns; each is told as assumed."""

from __future__ import annotations

from dataclasses import replace

from headgate.design.source.draft import Draft
from headgate.design.source.model import ForeignKey, Kind, SourceTable, Validity
from headgate.design.source.words import noun, words

_ENDINGS = ("id", "key", "sk", "code", "no", "number", "uuid")
_KEYS = frozenset((Kind.INTEGER, Kind.TEXT))
_STARTS = (
    "valid_from",
    "effective_from",
    "dbt_valid_from",
    "start_date",
    "effective_date",
    "valid_start",
    "row_effective_from",
)
_ENDS = ("valid_to", "effective_to", "dbt_valid_to", "end_date", "expiry_date", "valid_end", "row_effective_to")


def own_key(table: SourceTable) -> tuple[str, ...]:
    """The column that by its name identifies the rows of `table`: `id`, or `order_id` of `orders`."""
    own, whole = noun(table.name), table.name
    names = ("id", *(f"{stem}_{ending}" for stem in (own, whole, own.rpartition("_")[2]) for ending in _ENDINGS))
    for name in names:
        column = table.by_name.get(name)
        if column is not None and column.kind in _KEYS and _is_unique(table, (name,)):
            return (name,)
    return ()


def _is_unique(table: SourceTable, names: tuple[str, ...]) -> bool:
    """Whether the sample, if there is one, has each value of `names` once and no NULL."""
    if not table.sample:
        return True
    places = [[column.name for column in table.columns].index(name) for name in names]
    values = [tuple(line[place] for place in places) for line in table.sample]
    return len(set(values)) == len(values) and all(all(value) for value in values)


def complete(draft: Draft) -> None:
    """Give tables the keys and foreign keys that their names speak of, and tell so."""
    for name, table in list(draft.tables.items()):
        draft.tables[name] = _with_validity(_with_key(table, draft), draft)
    for name, table in list(draft.tables.items()):
        declared = tuple(_resolved(key, draft) for key in table.foreign)
        known = tuple(key for key in declared if key is not None)
        for key, made in zip(table.foreign, declared, strict=True):
            if made is None:
                draft.unread.append(
                    f"{name}.{', '.join(key.columns)} points to {key.table}, which no --source tells of."
                )
        found = tuple(_by_name(replace(table, foreign=known), draft))
        for key in found:
            there = ", ".join(key.there)
            draft.assumed.append(f"{name}.{', '.join(key.columns)} points to {key.table}.{there}, {key.reason}.")
        draft.tables[name] = replace(table, foreign=(*known, *found))


def _with_key(table: SourceTable, draft: Draft) -> SourceTable:
    if table.key:
        if table.key_reason.startswith("assumed"):
            draft.assumed.append(
                f"{table.name} has one row for each {', '.join(table.key)}, by the name of the column."
            )
        return table
    key = own_key(table)
    reason = "assumed by its name"
    if not key and table.unique:
        key, reason = table.unique[0], "declared unique"
    if not key:
        draft.assumed.append(f"No key of {table.name} is known; its rows are counted as they come.")
        return table
    if reason.startswith("assumed"):
        how = (
            "by the name of the column, and each value stands once in the sample"
            if table.sample
            else "by the name of the column"
        )
        draft.assumed.append(f"{table.name} has one row for each {', '.join(key)}, {how}.")
    columns = tuple(replace(one, required=one.required or one.name in key) for one in table.columns)
    return replace(table, key=key, key_reason=reason, columns=columns)


def _with_validity(table: SourceTable, draft: Draft) -> SourceTable:
    start = next((one for one in _STARTS if one in table.by_name and one in table.key), "")
    end = next((one for one in _ENDS if one in table.by_name), "")
    natural = tuple(one for one in table.key if one != start)
    if not start or not end or not natural:
        return table
    draft.assumed.append(
        f"{table.name} keeps versions: each row of {', '.join(natural)} holds from {start} until before {end}."
    )
    return replace(table, validity=Validity(start, end, natural))


def _resolved(key: ForeignKey, draft: Draft) -> ForeignKey | None:
    target = draft.tables.get(key.table)
    if target is None:
        return None
    there = key.there if key.there and all(key.there) else target.key
    if len(there) != len(key.columns) or not all(name in target.by_name for name in there):
        return None
    return replace(key, there=there)


def _by_name(table: SourceTable, draft: Draft) -> list[ForeignKey]:
    found = []
    for column in table.columns:
        if column.name in table.pointing or column.kind not in _KEYS or table.key == (column.name,):
            continue
        if not column.name.endswith(tuple(f"_{ending}" for ending in _ENDINGS)):
            continue
        targets = [
            (len(noun(other.name)), other, key)
            for other in draft.tables.values()
            if other.name != table.name and (key := _referred(other)) and _speaks_of(column.name, other, key)
            if other.by_name[key].kind is column.kind
        ]
        if not targets:
            continue
        _, other, key = max(targets, key=lambda one: one[0])
        versioned = other.validity is not None
        reason = "by the name of the column"
        if table.sample and other.sample and not _included(table, column.name, other, key):
            draft.unread.append(
                f"{table.name}.{column.name} is not taken for a key of {other.name}: the samples do not hold it."
            )
            continue
        found.append(ForeignKey((column.name,), other.name, (key,), False, reason, versioned))
    return found


def _referred(table: SourceTable) -> str:
    """The one column by which rows of `table` are pointed to."""
    names = table.validity.natural if table.validity is not None else table.key
    return names[0] if len(names) == 1 else ""


def _speaks_of(name: str, table: SourceTable, key: str) -> bool:
    stem = words(name)[:-1]
    nouns = {words(table.name), words(key)[:-1] if key.endswith(tuple(f"_{one}" for one in _ENDINGS)) else ()}
    return any(one and stem[-len(one) :] == one for one in nouns)


def _included(table: SourceTable, column: str, other: SourceTable, key: str) -> bool:
    here = [one.name for one in table.columns].index(column)
    there = [one.name for one in other.columns].index(key)
    return {line[here] for line in table.sample if line[here]} <= {line[there] for line in other.sample}
