"""Steps for schemas of records and messages: Avro, Protobuf, JSON Schema, contracts."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.impact.compat.change import Compatibility, SchemaChange
from headgate.impact.plan.model import Phase, Step

_ADVICE = {
    "READER_FIELD_MISSING_DEFAULT_VALUE": "give the new field a default, and keep the removed one until the end",
    "MISSING_ENUM_SYMBOLS": "give the enum a `default` first, in a release of its own, then change its symbols",
    "NAME_MISMATCH": "list the former name under `aliases`",
    "TYPE_MISMATCH": "add a field with the new type under another name, and fill both",
    "MISSING_UNION_BRANCH": "widen the union first; writers use the new branch when all readers know it",
    "FIELD_NUMBER_CHANGED": "leave the number, or add a field under a fresh number and fill both",
    "FIELD_WIRE_COMPATIBLE_TYPE": "add a field under a fresh number and fill both; reserve the old one at the end",
    "FIELD_SAME_NAME": "keep the old JSON name with `json_name`",
    "FIELD_REMOVED_UNRESERVED": "write `reserved` for the number and the name in its place",
    "FILE_SAME_PACKAGE": "leave the old package in place and serve both",
    "REQUIRED_ADDED": "add the member as optional, let all producers write it, and require it in the next version",
    "CLOSED": "let producers stop writing unknown members first, and watch the error stream",
}
"""What the schema in between says, by kind of change."""


def strategy(verdict: Compatibility) -> str:
    """Which order of deployments the directions allow."""
    if verdict.full:
        return "Both directions hold: readers and writers may be deployed in any order, and no plan is needed."
    if verdict.backward:
        return "New readers read old data, old readers do not read new data: deploy all readers before any writer."
    if verdict.forward:
        return (
            "Old readers read new data, new readers do not read old data: deploy writers first, and readers when the "
            "old data has expired."
        )
    return (
        "Neither direction holds: go by a schema in between that holds both old and new, or by a second subject that "
        "is written beside the first."
    )


def steps(verdict: Compatibility) -> Iterator[Step]:
    """Expand by a schema in between, move writers and readers in the order that holds, contract."""
    breaking = verdict.breaking
    yield Step(
        Phase.EXPAND, "Publish the schema in between", "schema",
        "\n".join(dict.fromkeys(_between(one) for one in breaking)),
        "`headgate compat OLD BETWEEN` says full", "publish the old schema again; nothing was written with the new",
    )  # fmt: skip
    yield Step(
        Phase.MIGRATE, "Deploy readers with the schema in between", "readers, also those outside of the repository", "",
        "all consumer groups run the new release, and their lag is as before", "deploy the former readers",
    )  # fmt: skip
    yield Step(
        Phase.MIGRATE, "Let writers fill old and new", "writers", "",
        "counts and sums of old and new agree over one day", "fill the old alone again",
    )  # fmt: skip
    yield Step(
        Phase.MIGRATE, "Let readers use the new", "readers, one by one", "",
        "nobody reads the old any more", "read the old again; both are still written",
    )  # fmt: skip
    yield Step(
        Phase.CONTRACT, "Publish the new schema and stop writing the old", "schema and writers, a retention later", "",
        "no data without the new is left in topics, tables and backups that are replayed",
        "publish the schema in between again",
    )  # fmt: skip


def _between(change: SchemaChange) -> str:
    advice = _ADVICE.get(change.kind, "keep the old form beside the new until nobody reads it")
    return f"{change.entity or change.path}: {advice}"


ALTERNATIVES = (
    "A second subject or topic (`…-v2`), written beside the first: no schema in between, but every message twice, "
    "ordering across the two is lost, and each consumer moves its offsets. Choose it where consumers cannot be listed.",
    "Migrate lazily: readers understand both forms and write the new one back. No backfill, but old forms stay for "
    "ever unless something reads every record. Choose it for stores that are read by key.",
    "Backfill: write all old data anew. One form is left, at the price of reading and writing everything once. Choose "
    "it where readers scan.",
)
