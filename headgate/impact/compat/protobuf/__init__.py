"""Protobuf against Protobuf: on the wire, in JSON, in generated code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headgate.impact.compat.change import Compatibility, Profile, SchemaChange, Text, verdict
from headgate.impact.compat.protobuf.declarations import differences
from headgate.impact.compat.protobuf.side import Side

_WIRE = frozenset(
    {
        "FIELD_NUMBER_CHANGED",
        "FIELD_WIRE_COMPATIBLE_TYPE",
        "FIELD_PACKED_OR_SINGLE",
        "MESSAGE_SAME_REQUIRED_FIELDS",
        "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT",
        "ENUM_VALUE_NUMBER_CHANGED",
        "RPC_NO_DELETE",
        "RPC_SAME_REQUEST_TYPE",
        "RPC_SAME_RESPONSE_TYPE",
        "RPC_SAME_CLIENT_STREAMING",
        "RPC_SAME_SERVER_STREAMING",
    }
)
_JSON = frozenset(
    {
        "FIELD_SAME_JSON_NAME",
        "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
        "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
        "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
        "MESSAGE_SAME_REQUIRED_FIELDS",
        "ENUM_VALUE_SAME_NAME",
        "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
        "ENUM_SAME_JSON_FORMAT",
        "RPC_NO_DELETE",
        "RPC_SAME_REQUEST_TYPE",
        "RPC_SAME_RESPONSE_TYPE",
    }
)
_SOURCE = _WIRE | frozenset(
    {
        "FIELD_REMOVED_UNRESERVED",
        "FIELD_SAME_NAME",
        "FIELD_SAME_JSON_NAME",
        "FIELD_SAME_TYPE",
        "FIELD_REPEATED_CHANGED",
        "FIELD_SAME_ONEOF",
        "ENUM_VALUE_SAME_NAME",
        "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
        "MESSAGE_NO_DELETE",
        "ENUM_NO_DELETE",
        "SERVICE_NO_DELETE",
        "EXTENSION_NO_DELETE",
        "FILE_NO_DELETE",
        "FILE_SAME_PACKAGE",
        "RESERVED_MESSAGE_NO_DELETE",
        "RESERVED_ENUM_NO_DELETE",
    }
)
_FORMER_NAMES = {"FIELD_SAME_CTYPE": "FIELD_SAME_CPP_STRING_TYPE", "FIELD_SAME_LABEL": "FIELD_SAME_CARDINALITY"}
"""Kinds that buf renamed."""
_BREAKS = {Profile.PROTO_WIRE: _WIRE, Profile.PROTO_JSON: _JSON, Profile.PROTO_SOURCE: _SOURCE}


def compare(old: Text, new: Text, profile: str, dialect: str, rules: tuple[str, ...]) -> Compatibility:  # noqa: ARG001
    """What changed between two versions of Protobuf files, and for whom that breaks.

    On the wire a removed field breaks nobody: readers skip what they do not know. In JSON names count, and in
    generated code everything does that a program may mention. `rules` names kinds that count as breaking instead.
    """
    return verdict(_judged(differences(Side(old), Side(new)), profile, rules))


def _judged(changes: Iterator[SchemaChange], profile: str, rules: tuple[str, ...]) -> Iterator[SchemaChange]:
    breaks = _BREAKS.get(Profile(profile), _WIRE)
    wanted = tuple(_FORMER_NAMES.get(rule, rule) for rule in rules)
    for change in changes:
        if rules:
            if any(change.kind == rule or change.kind.startswith(f"{rule}_") for rule in wanted):
                yield change
        else:
            yield replace(change, breaking=change.kind in breaks)
