"""Protobuf files in between: first old and new members side by side, then the new ones with the old ones reserved.

Both are the target's text; a member that would take the number or name of another gets one of its own.

Source: protobuf.dev, "Updating A Message Type" and "Proto Best Practices".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.schemas.proto.layout import Statement, blocks, statements
from headgate.facts.schemas.proto.model import ProtoEnum, ProtoMessage
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.impact.compat.change import Profile
from headgate.impact.compat.compare import compare
from headgate.impact.compat.protobuf.side import Side, json_name
from headgate.impact.plan.written.proto_members import Members, placed, reservation, without
from headgate.impact.plan.written.proto_text import Edits, written

PROFILES = (Profile.PROTO_WIRE, Profile.PROTO_JSON, Profile.PROTO_SOURCE)
_REFUSED = {
    "FILE_SAME_PACKAGE": "serve both packages side by side",
    "SERVICE_NO_DELETE": "keep the service until nobody calls it",
    "RPC_NO_DELETE": "keep the method until nobody calls it",
    "FIELD_SAME_ONEOF": "leave it where it is and give the oneof a field of its own",
    "MESSAGE_SAME_REQUIRED_FIELDS": "a required field can be neither added nor taken away; leave it as it is",
    "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT": "add a message with another name",
    "ENUM_SAME_JSON_FORMAT": "leave the enum's JSON format as it is",
    "EXTENSION_NO_DELETE": "keep the extension until nobody sets it",
}
"""What no file in between helps against, and what does."""


@dataclass(frozen=True, slots=True)
class Between:
    """The files of the way, and what a person must know of the last: where it is not the target as given."""

    texts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def between(old: str, new: str) -> Between:
    """The files from the old one to one that says what the new one does.

    Raises:
        UnreadableSchema: one of them is no Protobuf, or a change cannot be split; it says which and what helps.
    """
    way = _Way(old, new)
    expand, contract = way.text(expand=True), way.text(expand=False)
    for text in (expand, contract):
        _unambiguous(Side(text))
    steps = (("expand", expand), ("contract", contract))
    return Between(steps if expand != contract else steps[1:], tuple(way.notes()))


class _Way:
    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = Side(old), Side(new)
        self.texts = old, new
        self.trees = statements(old), statements(new)
        package = self.new.files[""].package
        self.bare = self.new.files[""].syntax == "editions"
        self.split = self._split()
        self.before = dict(blocks(self.trees[0], package))
        self.after = dict(blocks(self.trees[1], package))
        self.placed = {name: self._placed(name) for name in self.after if name in self.before}

    def _split(self) -> frozenset[str]:
        """Members that stay under their name and number and mean something else."""
        before, after = self.old.files[""], self.new.files[""]
        if before.syntax != after.syntax:
            raise UnreadableSchema(f"the syntax changes from {before.syntax} to {after.syntax}; leave it as it is")
        found = set()
        for profile in PROFILES:
            for change in compare("protobuf", *self.texts, profile).breaking:
                helps = _REFUSED.get(change.kind)
                if change.kind.startswith("RPC_SAME"):
                    helps = "add a method with another name"
                if helps:
                    raise UnreadableSchema(f"{change.message}: {helps}")
                found.add(change.entity)
        return frozenset(found)

    def _placed(self, name: str) -> dict[str, tuple[str, int]]:
        kinds = name in self.old.messages, name in self.new.messages
        if kinds[0] != kinds[1]:
            raise UnreadableSchema(f"{name} is a message in one file and an enum in the other: give it another name")
        old, new = self._members(self.old, name), self._members(self.new, name)
        split = frozenset(one for one in new.numbers if f"{name}.{one}" in self.split)
        if kinds[0]:
            return placed(old, new, split, fields=True)
        return self._values(name, old, new, split)

    def _values(self, name: str, old: Members, new: Members, split: frozenset[str]) -> dict[str, tuple[str, int]]:
        aliased = any(len(set(one.numbers.values())) < len(one.numbers) for one in (old, new))
        if aliased:
            if old.numbers.items() <= new.numbers.items():
                return {one: (one, number) for one, number in new.numbers.items()}
            raise UnreadableSchema(f"{name} gives a number several names and loses one: keep all of them")
        zero = {one for one, number in old.numbers.items() if not number}
        if zero and new.numbers.get(next(iter(zero))) != 0:
            raise UnreadableSchema(
                f"{name} loses {next(iter(zero))}, its value 0, which is read where none is set: keep it"
            )
        return placed(old, new, split, fields=False)

    def _members(self, side: Side, name: str) -> Members:
        held = self._held(side, name)
        if isinstance(held, ProtoMessage):
            return Members({one.name: one.number for one in held.fields}, held.reserved, tuple(held.extensions))
        return Members({one.name: one.number for one in held.values}, held.reserved)

    def _held(self, side: Side, name: str) -> ProtoMessage | ProtoEnum:
        return side.messages[name] if name in side.messages else side.enums[name]

    def _gone(self, name: str) -> dict[str, int]:
        """Old members that the last file has no more."""
        stay = set(self.placed[name].values())
        numbers = self._members(self.old, name).numbers
        return {one: number for one, number in numbers.items() if (one, number) not in stay}

    def notes(self) -> Iterator[str]:
        for name, members in self.placed.items():
            new = self._members(self.new, name).numbers
            for one, (mine, its) in members.items():
                if mine != one:
                    yield f"{name}.{one} is called {mine} and has the number {its}: {one} means the old one"
                elif its != new[one]:
                    yield f"{name}.{one} has the number {its}: {new[one]} means the old one"
        yield from self._elsewhere()

    def _elsewhere(self) -> Iterator[str]:
        """Types of old fields that other files declare, which this one cannot keep there."""
        for name, message in self.old.messages.items():
            stay = self._members(self.old, name).numbers.keys() - self._gone(name) if name in self.placed else set()
            for one in message.fields:
                type_ = self.old.type_of(one)
                known = self.old.kind(one) != "message" or type_ in self.old.messages
                if one.name not in stay and not known and not type_.startswith("google.protobuf."):
                    yield f"{name}.{one.name} needs {type_} of another file: keep it there until this step"

    def text(self, *, expand: bool) -> str:
        """The target's text with the old members beside the new ones, or reserved."""
        edits = Edits(self.texts[1])
        for name in self.placed:
            self._rename(edits, name)
            self._reserve(edits, name, kept=self._gone(name) if expand else {})
            if expand:
                self._keep(edits, name)
        return self._with_whole_declarations(edits) if expand else edits.done()

    def _rename(self, edits: Edits, name: str) -> None:
        numbers = self._members(self.new, name).numbers
        for one, _ in self.after[name].members():
            own = one.named.text
            mine, its = self.placed[name][own]
            if mine != own:
                self._undefaulted(name, own)
                edits.replace(one.named.start, one.named.end, mine)
            if its != numbers[own]:
                edits.replace(*one.number, str(its))

    def _undefaulted(self, name: str, value: str) -> None:
        """Raise where a field's default names a value of an enum that is to be called otherwise."""
        for message in self.new.messages.values() if name in self.new.enums else ():
            for one in message.fields:
                if one.options.get("default") == value and self.new.type_of(one) == name:
                    raise UnreadableSchema(
                        f"{message.name}.{one.name} has the default {value}: give {name} a new value"
                    )

    def _reserve(self, edits: Edits, name: str, kept: dict[str, int]) -> None:
        """Reserve what was, without what is kept for now."""
        old, new = self._members(self.old, name).reserved, self._members(self.new, name).reserved
        gone = {} if kept else self._gone(name)
        names = (old.names | gone.keys()) - new.names
        ranges = without(old.ranges, new.ranges)
        ranges += without(((number, number) for number in set(gone.values())), [*new.ranges, *ranges])
        if any(one in new.names or new.holds(number) for one, number in kept.items()):
            for one in self.after[name].body:
                if one.keyword == "reserved" and not one.equals:
                    edits.drop(one)
            ranges = without([*new.ranges, *ranges], ((number, number) for number in kept.values()))
            names = (names | new.names) - kept.keys()
        edits.append(self.after[name], reservation(ranges, names, bare=self.bare))

    def _keep(self, edits: Edits, name: str) -> None:
        """Put the old members, deprecated, at the end of the block or their oneof."""
        gone, block = self._gone(name), self.after[name]
        oneofs = {one.words[1].text: one for one in block.body if one.opened and one.keyword == "oneof"}
        lines: dict[str, list[str]] = {}
        for one, oneof in self.before[name].members():
            if one.named.text in gone:
                lines.setdefault(oneof, []).append(written(self.texts[0], one, deprecated=True))
        edits.append(block, lines.pop("", []))
        for oneof, told in lines.items():
            if oneof in oneofs:
                edits.append(oneofs[oneof], told)
            else:
                inner = "\n".join(f"  {line}" for one in told for line in one.splitlines())
                edits.append(block, [f"oneof {oneof} {{\n{inner}\n}}"])

    def _with_whole_declarations(self, edits: Edits) -> str:
        """Messages, enums and imports that only the old file has."""
        last: list[str] = []
        for name, block in self.before.items():
            outer = name.rpartition(".")[0]
            if name in self.after or (outer in self.before and outer not in self.after):
                continue
            told = written(self.texts[0], block)
            if outer in self.after:
                edits.append(self.after[outer], [told])
            else:
                last.append(told)
        imports = set(self.old.files[""].imports) - set(self.new.files[""].imports)
        lines = [written(self.texts[0], one) for one in self.trees[0] if _imported(one) in imports]
        head = [one for one in self.trees[1] if one.keyword in ("syntax", "edition", "package", "import")]
        if lines:
            at = head[-1].end if head else 0
            space = "\n" if head and head[-1].keyword != "import" else ""
            edits.replace(at, at, space + "".join(f"\n{line}" for line in lines) + ("" if head else "\n\n"))
        text = edits.done()
        return "\n\n".join((text.rstrip("\n"), *last)) + "\n" if last else text


def _imported(one: Statement) -> str:
    return one.words[-1].text[1:-1] if one.keyword == "import" else ""


def _unambiguous(side: Side) -> None:
    """Raise where a file gives a name or number twice: a JSON name that two fields would share, mostly."""
    for message in side.messages.values():
        for what, told in (
            ("number", [str(one.number) for one in message.fields]),
            ("name", [one.name for one in message.fields]),
            ("name in JSON", [json_name(one) for one in message.fields]),
        ):
            twice = next((one for one in told if told.count(one) > 1), None) if len(set(told)) < len(told) else None
            if twice is not None:
                raise UnreadableSchema(f"two fields of {message.name} would have the {what} {twice}: give one another")
    scopes: set[str] = set()
    for full in _declared(side):
        if full in scopes:
            raise UnreadableSchema(
                f"{full} would be declared twice, as values of enums are named beside them: rename one"
            )
        scopes.add(full)


def _declared(side: Side) -> Iterator[str]:
    """Full names; a value's is that of its enum's sibling."""
    yield from (*side.messages, *side.enums)
    for message in side.messages.values():
        yield from (f"{message.name}.{one}" for one in (*message.oneofs, *(field.name for field in message.fields)))
    for enum in side.enums.values():
        scope = enum.name.rpartition(".")[0]
        yield from (f"{scope}.{value.name}" if scope else value.name for value in enum.values)
