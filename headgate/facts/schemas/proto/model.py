"""What a `.proto` file declares, with lines. Names are full: package, messages, name."""

from __future__ import annotations

from dataclasses import dataclass, field

Options = dict[str, str]
"""Option name, as written, to value, as written."""

MAX_NUMBER = 2**31 - 1
"""What `max` stands for: field numbers end at 536870911, enum numbers here."""


@dataclass(eq=False)
class Reserved:
    """Numbers and names that may not be used again."""

    ranges: list[tuple[int, int]] = field(default_factory=list)
    """Both ends included."""
    names: set[str] = field(default_factory=set)

    def holds(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.ranges)


@dataclass(eq=False)
class ProtoField:
    """A field of a message, or an extension."""

    name: str
    number: int
    type: str
    """As written; `map<K, V>` for a map, `group` for a group."""
    line: int
    label: str = ""
    """`optional`, `required`, `repeated`; empty where not written."""
    oneof: str = ""
    options: Options = field(default_factory=dict)
    extendee: str = ""
    """As written; empty for a field of a message."""
    scope: str = ""
    """Full name of the message or package that `type` is looked up from."""
    file: str = ""

    @property
    def full_name(self) -> str:
        """Of an extension, which is called so wherever it is used: `shop.Order.note`; of a field its own name."""
        return f"{self.scope}.{self.name}" if self.extendee and self.scope else self.name


@dataclass(eq=False)
class ProtoMessage:
    name: str
    line: int
    file: str = ""
    fields: list[ProtoField] = field(default_factory=list)
    oneofs: dict[str, int] = field(default_factory=dict)
    """Name to line."""
    reserved: Reserved = field(default_factory=Reserved)
    extensions: list[tuple[int, int]] = field(default_factory=list)
    options: Options = field(default_factory=dict)
    option_lines: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class ProtoValue:
    name: str
    number: int
    line: int


@dataclass(eq=False)
class ProtoEnum:
    name: str
    line: int
    file: str = ""
    values: list[ProtoValue] = field(default_factory=list)
    reserved: Reserved = field(default_factory=Reserved)
    options: Options = field(default_factory=dict)
    option_lines: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class ProtoMethod:
    name: str
    line: int
    request: str
    response: str
    client_streaming: bool = False
    server_streaming: bool = False
    options: Options = field(default_factory=dict)


@dataclass(eq=False)
class ProtoService:
    name: str
    line: int
    file: str = ""
    methods: list[ProtoMethod] = field(default_factory=list)


@dataclass(eq=False)
class ProtoFile:
    path: str = ""
    syntax: str = "proto2"
    """`proto2`, `proto3`, or `editions`; a file without a syntax line is proto2."""
    edition: str = ""
    syntax_line: int = 1
    package: str = ""
    package_line: int = 0
    imports: list[str] = field(default_factory=list)
    messages: list[ProtoMessage] = field(default_factory=list)
    """Nested ones too, in the file's order."""
    enums: list[ProtoEnum] = field(default_factory=list)
    services: list[ProtoService] = field(default_factory=list)
    extensions: list[ProtoField] = field(default_factory=list)
    options: Options = field(default_factory=dict)
    option_lines: dict[str, int] = field(default_factory=dict)

    def local(self, name: str) -> str:
        """A full name of this file without the package."""
        return name.removeprefix(f"{self.package}.") if self.package else name
