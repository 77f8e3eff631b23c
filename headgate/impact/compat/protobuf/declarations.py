"""Changes of files, packages, messages, enums and services."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.schemas.proto.model import ProtoEnum, ProtoFile, ProtoMessage, ProtoMethod, ProtoService
from headgate.impact.compat.change import BACKWARD, BOTH, SchemaChange
from headgate.impact.compat.protobuf.fields import Fields, freed
from headgate.impact.compat.protobuf.side import Side

_FILE_OPTIONS = {
    "java_package": "", "java_outer_classname": "", "java_multiple_files": "false", "go_package": "",
    "objc_class_prefix": "", "csharp_namespace": "", "swift_prefix": "", "php_class_prefix": "",
    "php_namespace": "", "php_metadata_namespace": "", "ruby_package": "", "optimize_for": "SPEED",
    "cc_generic_services": "false", "java_generic_services": "false", "py_generic_services": "false",
    "cc_enable_arenas": "true", "java_string_check_utf8": "false",
}  # fmt: skip
_IDEMPOTENCY = "IDEMPOTENCY_UNKNOWN"


def differences(old: Side, new: Side) -> Iterator[SchemaChange]:
    """Every change between two versions, each said as breaking; profiles decide which are."""
    fields = Fields(old, new)
    for path, before in old.files.items():
        after = new.files.get(path)
        if after is None:
            told = f"the file {path} is removed"
            yield SchemaChange("", "FILE_NO_DELETE", True, BACKWARD, told, 1)
            continue
        yield from _file(before, after)
        yield from _removed_here(old, before, after)
    yield from _packages(old, new)
    for name, message in old.messages.items():
        if name in new.messages:
            yield from fields.message(message, new.messages[name])
            yield from _message(message, new.messages[name])
    for name, enum in old.enums.items():
        if name in new.enums:
            yield from _enum(old, new, enum, new.enums[name])
    for name, service in old.services.items():
        if name in new.services:
            yield from _service(old, new, service, new.services[name])
    for (extendee, number), extension in old.extensions.items():
        known = new.extensions.get((extendee, number))
        if known is not None:
            yield from fields.field(extendee, extension, known)


def _file(before: ProtoFile, after: ProtoFile) -> Iterator[SchemaChange]:
    def change(kind: str, message: str, old_line: int, new_line: int) -> SchemaChange:
        return SchemaChange(before.path, kind, True, BOTH, message, old_line, new_line, after.path, before.path)

    if before.package != after.package:
        told = f"the package is {after.package or 'none'}, before {before.package or 'none'}"
        yield change("FILE_SAME_PACKAGE", told, before.package_line, after.package_line)
    if (before.syntax, before.edition) != (after.syntax, after.edition):
        told = f"the syntax is {after.edition or after.syntax}, before {before.edition or before.syntax}"
        yield change("FILE_SAME_SYNTAX", told, before.syntax_line, after.syntax_line)
    for name, default in _FILE_OPTIONS.items():
        old, new = before.options.get(name, default), after.options.get(name, default)
        if old != new:
            told = f"the option {name} is {new or 'not set'}, before {old or 'not set'}"
            lines = before.option_lines.get(name, 0), after.option_lines.get(name, 0)
            yield change(f"FILE_SAME_{name.upper()}", told, *lines)


def _removed_here(old: Side, before: ProtoFile, after: ProtoFile) -> Iterator[SchemaChange]:
    """What a file no longer declares, by its name below the package."""
    kept = {after.local(one.name): one.line for one in after.messages}
    yield from _gone("MESSAGE", before, after, [(one.name, one.line) for one in before.messages], set(kept), kept)
    enums = {after.local(one.name) for one in after.enums}
    yield from _gone("ENUM", before, after, [(one.name, one.line) for one in before.enums], enums, kept)
    services = {after.local(one.name) for one in after.services}
    yield from _gone("SERVICE", before, after, [(one.name, one.line) for one in before.services], services, kept)
    extensions = {(old.resolve(one.extendee, one.scope), one.number) for one in after.extensions}
    for one in before.extensions:
        if (old.resolve(one.extendee, one.scope), one.number) not in extensions:
            told = f"the extension {one.name} of {one.extendee} is removed"
            line = kept.get(after.local(one.scope), 0)
            yield SchemaChange(one.name, "EXTENSION_NO_DELETE", True, BACKWARD, told, one.line, line, after.path)


def _gone(
    what: str,
    before: ProtoFile,
    after: ProtoFile,
    declared: list[tuple[str, int]],
    present: set[str],
    lines: dict[str, int],
) -> Iterator[SchemaChange]:
    for name, line in declared:
        local = before.local(name)
        if local in present:
            continue
        told = f"the {what.lower()} {name} is removed"
        yield SchemaChange(
            name, f"{what}_NO_DELETE", True, BACKWARD, told, line, _nearest(local, lines), after.path, name
        )


def _nearest(local: str, lines: dict[str, int]) -> int:
    """The line of the innermost message that is still there; 0 for the file."""
    while "." in local:
        local = local.rpartition(".")[0]
        if local in lines:
            return lines[local]
    return 0


def _packages(old: Side, new: Side) -> Iterator[SchemaChange]:
    packages = {file.package for file in new.files.values()}
    for package in dict.fromkeys(file.package for file in old.files.values()):
        if package not in packages:
            yield SchemaChange("", "PACKAGE_NO_DELETE", True, BACKWARD, f"the package {package} is removed")
    for what, before, after in (
        ("MESSAGE", old.messages, new.messages),
        ("ENUM", old.enums, new.enums),
        ("SERVICE", old.services, new.services),
    ):
        for name, one in before.items():
            file = old.files[one.file]
            if name in after or file.package not in packages:
                continue
            owner, line = _owner(name, file, new)
            told = f"the {what.lower()} {name} is removed from the package"
            yield SchemaChange(name, f"PACKAGE_{what}_NO_DELETE", True, BACKWARD, told, one.line, line, owner, name)
    for (extendee, number), extension in old.extensions.items():
        package, known = old.files[extension.file].package, new.extensions.get((extendee, number))
        if package in packages and (known is None or new.files[known.file].package != package):
            told = f"the extension {extension.name} of {extendee} is removed"
            owner, line = _owner(f"{extension.scope}.{extension.name}", old.files[extension.file], new)
            yield SchemaChange(
                extension.name, "PACKAGE_EXTENSION_NO_DELETE", True, BACKWARD, told, extension.line, line, owner
            )


def _owner(name: str, file: ProtoFile, new: Side) -> tuple[str, int]:
    outer = name.rpartition(".")[0]
    while outer and outer != file.package:
        if outer in new.messages:
            return new.messages[outer].file, new.messages[outer].line
        outer = outer.rpartition(".")[0]
    return (file.path if file.path in new.files else ""), 0


def _message(before: ProtoMessage, after: ProtoMessage) -> Iterator[SchemaChange]:
    def change(kind: str, message: str, old_line: int = 0, new_line: int = 0) -> SchemaChange:
        return SchemaChange(
            after.name, kind, True, BACKWARD, message, old_line or before.line, new_line or after.line,
            after.file, after.name,
        )  # fmt: skip

    for name, line in before.oneofs.items():
        if name not in after.oneofs:
            yield change("ONEOF_NO_DELETE", f"the oneof {after.name}.{name} is removed", line)
    for told in freed(before.reserved, after.reserved):
        yield change("RESERVED_MESSAGE_NO_DELETE", f"{told} is no longer reserved in {after.name}")
    for first, last in before.extensions:
        if not any(low <= first and last <= high for low, high in after.extensions):
            yield change("EXTENSION_MESSAGE_NO_DELETE", f"the extension range {first} to {last} is removed")
    for option, kind in (
        ("message_set_wire_format", "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT"),
        ("no_standard_descriptor_accessor", "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR"),
    ):
        old, new = before.options.get(option, "false"), after.options.get(option, "false")
        if old != new and (kind != "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR" or new == "true"):
            told = f"{after.name} has {option} = {new}, before {old}"
            yield change(kind, told, before.option_lines.get(option, 0), after.option_lines.get(option, 0))


def _enum(old: Side, new: Side, before: ProtoEnum, after: ProtoEnum) -> Iterator[SchemaChange]:
    def change(kind: str, message: str, old_line: int = 0, new_line: int = 0, entity: str = "") -> SchemaChange:
        entity = entity or after.name
        return SchemaChange(
            entity, kind, True, BACKWARD, message, old_line or before.line, new_line or after.line, after.file, entity
        )

    if old.closed(before) != new.closed(after):
        told = f"{after.name} is {'closed' if new.closed(after) else 'open'} now"
        yield change("ENUM_SAME_TYPE", told, 0, after.option_lines.get("features.enum_type", 0))
    if old.json_allowed(before) and not new.json_allowed(after):
        told = f"{after.name} no longer promises its JSON form"
        yield change("ENUM_SAME_JSON_FORMAT", told, 0, after.option_lines.get("features.json_format", 0))
    for told in freed(before.reserved, after.reserved):
        yield change("RESERVED_ENUM_NO_DELETE", f"{told} is no longer reserved in {after.name}")
    numbers: dict[int, list[str]] = {}
    lines: dict[int, int] = {}
    for value in after.values:
        numbers.setdefault(value.number, []).append(value.name)
        lines[value.number] = value.line
    values = {value.name: value for value in after.values}
    for value in before.values:
        entity = f"{after.name}.{value.name}"
        known = values.get(value.name)
        if known is not None and known.number != value.number:
            told = f"{entity} moves from number {value.number} to {known.number}"
            yield change("ENUM_VALUE_NUMBER_CHANGED", told, value.line, known.line, entity)
        if value.number not in numbers:
            told = f"{entity} (number {value.number}) is removed"
            yield change("ENUM_VALUE_NO_DELETE", told, value.line, 0, entity)
            if not after.reserved.holds(value.number):
                told = f"{told} and the number is not reserved"
                yield change("ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", told, value.line, 0, entity)
            if value.name not in after.reserved.names:
                told = f"{entity} is removed and its name is not reserved"
                yield change("ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", told, value.line, 0, entity)
        elif value.name not in numbers[value.number]:
            told = f"{entity} (number {value.number}) is renamed to {numbers[value.number][0]}"
            yield change("ENUM_VALUE_SAME_NAME", told, value.line, lines[value.number], entity)


def _service(old: Side, new: Side, before: ProtoService, after: ProtoService) -> Iterator[SchemaChange]:
    methods = {one.name: one for one in after.methods}
    for one in before.methods:
        entity = f"{after.name}.{one.name}"
        known = methods.get(one.name)
        if known is None:
            told = f"the method {entity} is removed"
            yield SchemaChange(entity, "RPC_NO_DELETE", True, BACKWARD, told, one.line, after.line, after.file, entity)
            continue
        for kind, was, now in _method(old, new, before, after, one, known):
            told = f"{entity} has {kind[9:].replace('_', ' ').lower()} {now}, before {was}"
            yield SchemaChange(entity, kind, True, BOTH, told, one.line, known.line, after.file, entity)


def _method(
    old: Side, new: Side, before: ProtoService, after: ProtoService, one: ProtoMethod, known: ProtoMethod
) -> Iterator[tuple[str, object, object]]:
    pairs = (
        ("RPC_SAME_REQUEST_TYPE", old.resolve(one.request, before.name), new.resolve(known.request, after.name)),
        ("RPC_SAME_RESPONSE_TYPE", old.resolve(one.response, before.name), new.resolve(known.response, after.name)),
        ("RPC_SAME_CLIENT_STREAMING", one.client_streaming, known.client_streaming),
        ("RPC_SAME_SERVER_STREAMING", one.server_streaming, known.server_streaming),
        (
            "RPC_SAME_IDEMPOTENCY_LEVEL",
            one.options.get("idempotency_level", _IDEMPOTENCY),
            known.options.get("idempotency_level", _IDEMPOTENCY),
        ),
    )
    yield from (pair for pair in pairs if pair[1] != pair[2])
