"""Schemas on trial: what the base's schema wrote is read with the mended one."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.change import Change
from headgate.facts.project import Project
from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.change import Compatibility
from headgate.impact.compat.compare import compare
from headgate.impact.compat.witness import read_record, refused_record
from headgate.remedy.outcome import Outcome
from headgate.source.kinds import Kind

_FORMATS = {
    Kind.AVRO: SchemaFormat.AVRO,
    Kind.PROTOBUF: SchemaFormat.PROTOBUF,
    Kind.JSON_SCHEMA: SchemaFormat.JSON_SCHEMA,
}
_HOLDS = {
    SchemaFormat.PROTOBUF: "the base's messages stay readable by the rules of the wire format",
    SchemaFormat.JSON_SCHEMA: "every value of the base's schema fits the mended one (proved)",
}
_LONGEST = 1_500


def of_schemas(base: Project, head: Project, mended: Project, change: Change, paths: frozenset[str]) -> Outcome:
    """Whether the schema files at `paths` read after the fix what the base's versions of them wrote."""
    said: list[str] = []
    witness: list[str] = []
    for path, format_, old in _files(base, head, change, paths):
        unmended, text = head.snapshot.text_of(path), mended.snapshot.text_of(path)
        if unmended is None or text is None:
            continue
        was, now = compare(format_, old, unmended), compare(format_, old, text)
        if now.backward is False and was.backward is not False:
            return Outcome(f"what the base's {path} wrote is not read any more: {_first(now)}")
        if format_ is SchemaFormat.AVRO:
            outcome = _of_avro(old, text, was)
            if outcome.trouble:
                return outcome
            said.append(outcome.said)
            witness.append(outcome.witness)
        elif now.backward:
            said.append(_HOLDS[format_])
    return Outcome("", "; ".join(filter(None, dict.fromkeys(said))), "\n".join(filter(None, witness))[:_LONGEST])


def _files(
    base: Project, head: Project, change: Change, paths: frozenset[str]
) -> Iterator[tuple[str, SchemaFormat, str]]:
    """Path, format and text on the base of the schemas among `paths` that stood there."""
    for path in sorted(paths):
        facts = head.files.get(path)
        formats = [_FORMATS[kind] for kind in (facts.kinds if facts else ()) if kind in _FORMATS]
        file = change.files.get(path)
        old = base.snapshot.text_of((file.old_path if file else "") or path)
        if formats and old is not None:
            yield path, formats[0], old


def _of_avro(old: str, mended: str, was: Compatibility) -> Outcome:
    refused = refused_record(old, mended)
    if refused is not None:
        if was.backward is not False:
            return Outcome(f"fastavro refuses a record of the base with it: {refused.error}", witness=refused.record)
        return Outcome("", "records of the base are still refused, for another reason")
    found = read_record(old, mended)
    if found is None:
        return Outcome()
    return Outcome(
        "",
        "reads a record of the base (fastavro)",
        f"written with the base's schema: {found[0]}\nread with the mended one: {found[1]}",
    )


def _first(found: Compatibility) -> str:
    return next((change.message for change in found.breaking if change.backward), "the two schemas do not agree")
