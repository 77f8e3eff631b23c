"""What the rules on Protobuf declarations share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level
from headgate.impact.compat.change import Profile, SchemaChange
from headgate.impact.compat.pair import SchemaPair, by_message, is_unstable
from headgate.location import Location
from headgate.rules.registry import Found


def changes_of(pair: SchemaPair, *kinds: str) -> tuple[SchemaChange, ...]:
    """The changes of `kinds` in a Protobuf file; none for other formats."""
    if pair.format is not SchemaFormat.PROTOBUF:
        return ()
    return tuple(change for change in pair.judged(Profile.PROTO_SOURCE).changes if change.kind in kinds)


def declared(pair: SchemaPair, changes: Iterable[SchemaChange], consequence: str) -> Iterator[Found]:
    """A finding for the changes of each message or enum together."""
    for several in by_message(changes):
        first, *others = several
        more = f" So for {len(others)} more beside it." if others else ""
        yield Found(
            message=f"{first.sentence}: {consequence}.{more}",
            line=pair.head_line(first),
            path=pair.path,
            entity=f"{first.entity}:{first.kind}",
            evidence=tuple(Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{one.kind}: {one.message}") for one in several),
            level=Level.NOTE if is_unstable(first.entity) or is_unstable(first.message.rpartition(" ")[2]) else None,
            related=(*pair.base_place(first), *(Location(pair.path, pair.head_line(one)) for one in others)),
        )
