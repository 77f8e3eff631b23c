"""A Protobuf file held to the one before it: on the wire and in JSON by verdict, and by bytes that are really read."""

from __future__ import annotations

from headgate.errors import HeadgateError
from headgate.facts.schemas.proto.model import ProtoMessage
from headgate.impact.compat.change import Profile
from headgate.impact.compat.compare import compare
from headgate.impact.compat.history import holds
from headgate.impact.compat.protobuf.side import SCALARS, Side
from headgate.impact.compat.protobuf.witness import misread_bytes
from headgate.settings import CompatibilityMode

_MAX_TRIES = 64
"""Fields that are written and read."""


def checked(number: int, mode: CompatibilityMode, last: str, text: str) -> str:
    """What was checked of a step against the one before it, in one sentence.

    Raises:
        HeadgateError: it does not hold on the wire or in JSON.
    """
    for profile in (Profile.PROTO_WIRE, Profile.PROTO_JSON):
        verdict = compare("protobuf", last, text, profile)
        if not holds(mode, verdict):
            why = [one.message for one in verdict.breaking] or [*verdict.unknown]
            raise HeadgateError(
                f"No file in between leads to the new one in mode {mode.value}: at step {number} {why[0]}; leave it as "
                "it is, or add a new field, value or message beside it."
            )
    pairs = [(last, text)] if mode.way in ("backward", "full") else []
    pairs += [(text, last)] if mode.way in ("forward", "full") else []
    tried = sum(_tried(number, writer, reader) for writer, reader in pairs)
    source = compare("protobuf", last, text, Profile.PROTO_SOURCE)
    broken = "" if holds(mode, source) else f"; in generated code {source.breaking[0].message}"
    return (
        f"{mode.way} with the step before it on the wire and in JSON{broken or ', and in generated code'}; no bytes of "
        f"{tried} scalar fields are misread"
    )


def _tried(number: int, writer: str, reader: str) -> int:
    """How many fields of messages that differ were written with one file and read with the other.

    Raises:
        HeadgateError: one is read as something else.
    """
    side, other, count = Side(writer), Side(reader), 0
    for name, message in side.messages.items():
        known = other.messages.get(name)
        if known is None or _shape(known) == _shape(message):
            continue
        for one in message.fields:
            # A value of an enum that only one file knows is kept as unknown by one that is closed: no misreading.
            if side.kind(one) not in SCALARS or count >= _MAX_TRIES:
                continue
            count += 1
            misread = misread_bytes(side, other, f"{name}.{one.name}")
            if misread is not None:
                raise HeadgateError(f"At step {number} {misread.written} of {name} is misread: {misread.outcome}.")
    return count


def _shape(message: ProtoMessage) -> set[tuple[str, int, str, str]]:
    return {(one.name, one.number, one.type, one.label) for one in message.fields}
