"""Protobuf language files, syntax proto2, proto3 and editions, read with the line of each declaration.

Source: Protocol Buffers language specification (editions 2023). The files are read as written; names are
resolved by those who compare.
"""

from __future__ import annotations

from headgate.facts.schemas.proto.model import (
    MAX_NUMBER,
    Options,
    ProtoEnum,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoMethod,
    ProtoService,
    ProtoValue,
    Reserved,
)
from headgate.facts.schemas.proto.tokens import Token, tokens
from headgate.facts.schemas.reading import MAX_DEPTH, UnreadableSchema

_LABELS = ("optional", "required", "repeated")


def parse(text: str, path: str = "") -> ProtoFile:
    """The declarations of a `.proto` text.

    Raises:
        UnreadableSchema: the text is not Protobuf.
    """
    return _Parser(text, path).file()


class _Parser:
    def __init__(self, text: str, path: str) -> None:
        self.words = list(tokens(text))
        self.at = 0
        self.found = ProtoFile(path)

    @property
    def word(self) -> Token:
        return self.words[self.at]

    def _next(self) -> Token:
        token = self.words[self.at]
        self.at += token.kind != "end"
        return token

    def _accept(self, *texts: str) -> Token | None:
        return self._next() if self.word.kind != "string" and self.word.text in texts else None

    def _expect(self, text: str) -> Token:
        token = self._accept(text)
        if token is None:
            raise self._trouble(f"{text!r} is missing before {self.word.text!r}")
        return token

    def _name(self) -> str:
        if self.word.kind != "name":
            raise self._trouble(f"a name is missing before {self.word.text!r}")
        return self._next().text

    def _trouble(self, why: str) -> UnreadableSchema:
        return UnreadableSchema(f"not Protobuf: {why} at line {self.word.line}", self.word.line)

    def _number(self) -> int:
        sign = -1 if self._accept("-") else 1
        text = self._next().text
        try:
            return sign * (int(text, 8) if text.startswith("0") and text.isdigit() else int(text, 0))
        except ValueError as error:
            raise self._trouble(f"{text!r} is no whole number") from error

    def file(self) -> ProtoFile:
        while self.word.kind != "end":
            self._declaration()
        return self.found

    def _declaration(self) -> None:
        file, line = self.found, self.word.line
        if self._accept(";"):
            return
        if self._accept("syntax", "edition"):
            kind = self.words[self.at - 1].text
            self._expect("=")
            value = _unquoted(self._next().text)
            file.syntax, file.edition = (value, "") if kind == "syntax" else ("editions", value)
            file.syntax_line = line
            self._expect(";")
        elif self._accept("package"):
            file.package, file.package_line = self._name(), line
            self._expect(";")
        elif self._accept("import"):
            self._accept("public", "weak", "option")
            file.imports.append(_unquoted(self._next().text))
            self._expect(";")
        elif self._accept("option"):
            self._option(file.options, file.option_lines, line)
        elif self._accept("service"):
            self._service(line)
        else:
            self._type(file.package, 0)

    def _type(self, scope: str, depth: int) -> None:
        line = self.word.line
        if depth > MAX_DEPTH:
            raise self._trouble(f"nested more than {MAX_DEPTH} deep")
        self._accept("export", "local")
        if self._accept("message"):
            self._message(scope, self._name(), line, depth)
        elif self._accept("enum"):
            self._enum(scope, line)
        elif self._accept("extend"):
            self._extend(scope, depth)
        else:
            raise self._trouble(f"{self.word.text!r} begins no declaration")

    def _message(self, scope: str, name: str, line: int, depth: int) -> None:
        made = ProtoMessage(_joined(scope, name), line, self.found.path)
        self.found.messages.append(made)
        self._expect("{")
        while not self._accept("}"):
            self._element(made, depth)

    def _element(self, message: ProtoMessage, depth: int) -> None:
        line, after = self.word.line, self.words[min(self.at + 1, len(self.words) - 1)]
        declares = after.kind == "name" and "." not in after.text
        if self._accept(";"):
            return
        if self.word.text == "option" and after.text != "=":
            self._next()
            self._option(message.options, message.option_lines, line)
        elif (self.word.text == "reserved" and not declares) or (self.word.text == "reserved" and self._listed()):
            self._next()
            self._reserved(message.reserved)
        elif self.word.text == "extensions" and after.kind == "number":
            self._next()
            message.extensions += self._ranges()
            self._brackets()
            self._expect(";")
        elif self.word.text == "oneof" and declares:
            self._next()
            self._oneof(message, line, depth)
        elif self._declares_type(after):
            self._type(message.name, depth + 1)
        else:
            message.fields.append(self._field(message.name, depth))

    def _listed(self) -> bool:
        """Whether `reserved foo, bar;` follows, as editions write names, and no field of a type `reserved`."""
        return self.words[min(self.at + 2, len(self.words) - 1)].text in (",", ";")

    def _declares_type(self, after: Token) -> bool:
        """Whether a nested type begins here, and no field whose type is called like a keyword."""
        if self.word.text in ("export", "local"):
            return after.text in ("message", "enum")
        opens = self.words[min(self.at + 2, len(self.words) - 1)].text == "{"
        return opens and self.word.text in ("message", "enum", "extend")

    def _oneof(self, message: ProtoMessage, line: int, depth: int) -> None:
        name = self._name()
        message.oneofs[name] = line
        self._expect("{")
        while not self._accept("}"):
            if self._accept(";"):
                continue
            if self.word.text == "option":
                self._next()
                self._option({}, {}, line)
                continue
            made = self._field(message.name, depth)
            made.oneof = name
            message.fields.append(made)

    def _field(self, scope: str, depth: int) -> ProtoField:
        line = self.word.line
        label = ""
        if self.word.text in _LABELS and self.words[self.at + 1].kind == "name":
            label = self._next().text
        kind = self._field_type()
        name = self._name()
        self._expect("=")
        made = ProtoField(name, self._number(), kind, line, label, scope=scope, file=self.found.path)
        made.options = self._brackets()
        if kind == "group" and self.word.text == "{":
            made.type = name
            made.options["features.message_encoding"] = "DELIMITED"
            made.name = name.lower()
            self._message(scope, name, line, depth + 1)
        else:
            self._expect(";")
        return made

    def _field_type(self) -> str:
        kind = self._name()
        if kind != "map" or not self._accept("<"):
            return kind
        key = self._name()
        self._expect(",")
        value = self._name()
        self._expect(">")
        return f"map<{key}, {value}>"

    def _extend(self, scope: str, depth: int) -> None:
        extendee = self._name()
        self._expect("{")
        while not self._accept("}"):
            if self._accept(";"):
                continue
            made = self._field(scope, depth)
            made.extendee = extendee
            self.found.extensions.append(made)

    def _enum(self, scope: str, line: int) -> None:
        made = ProtoEnum(_joined(scope, self._name()), line, self.found.path)
        self.found.enums.append(made)
        self._expect("{")
        while not self._accept("}"):
            here, after = self.word.line, self.words[min(self.at + 1, len(self.words) - 1)]
            if self._accept(";"):
                continue
            if self.word.text == "option" and after.text != "=":
                self._next()
                self._option(made.options, made.option_lines, here)
            elif self.word.text == "reserved" and after.text != "=":
                self._next()
                self._reserved(made.reserved)
            else:
                name = self._name()
                self._expect("=")
                made.values.append(ProtoValue(name, self._number(), here))
                self._brackets()
                self._expect(";")

    def _reserved(self, into: Reserved) -> None:
        while not self._accept(";"):
            if self.word.kind in ("string", "name"):
                into.names.add(_unquoted(self._next().text))
                self._accept(",")
            else:
                into.ranges += self._ranges()

    def _ranges(self) -> list[tuple[int, int]]:
        found = []
        while True:
            first = self._number()
            last = first
            if self._accept("to"):
                last = MAX_NUMBER if self._accept("max") else self._number()
            found.append((first, last))
            if not self._accept(",") or self.word.kind in ("string", "name"):
                return found

    def _service(self, line: int) -> None:
        made = ProtoService(_joined(self.found.package, self._name()), line, self.found.path)
        self.found.services.append(made)
        self._expect("{")
        while not self._accept("}"):
            here = self.word.line
            if self._accept(";"):
                continue
            if self._accept("option"):
                self._option({}, {}, here)
                continue
            self._expect("rpc")
            made.methods.append(self._method(here))

    def _method(self, line: int) -> ProtoMethod:
        name = self._name()
        request, client = self._message_type()
        self._expect("returns")
        response, server = self._message_type()
        made = ProtoMethod(name, line, request, response, client, server)
        if self._accept("{"):
            while not self._accept("}"):
                here = self.word.line
                if not self._accept(";"):
                    self._expect("option")
                    self._option(made.options, {}, here)
        else:
            self._expect(";")
        return made

    def _message_type(self) -> tuple[str, bool]:
        self._expect("(")
        stream = self.word.text == "stream" and self.words[self.at + 1].kind == "name"
        self.at += stream
        name = self._name()
        self._expect(")")
        return name, stream

    def _option(self, into: Options, lines: dict[str, int], line: int) -> None:
        name = self._option_name()
        self._expect("=")
        into[name] = self._option_value((";",))
        lines[name] = line
        self._expect(";")

    def _brackets(self) -> Options:
        found: Options = {}
        if not self._accept("["):
            return found
        while not self._accept("]"):
            name = self._option_name()
            self._expect("=")
            found[name] = self._option_value((",", "]"))
            self._accept(",")
        return found

    def _option_name(self) -> str:
        parts = []
        while self.word.text != "=":
            if self.word.kind == "end":
                raise self._trouble("an option has no value")
            parts.append(self._next().text)
        return "".join(parts)

    def _option_value(self, ends: tuple[str, ...]) -> str:
        """The words of a value up to one of `ends` outside of all brackets."""
        parts: list[str] = []
        depth = 0
        while depth or self.word.kind == "string" or self.word.text not in ends:
            token = self._next()
            if token.kind == "end":
                raise self._trouble("an option does not end")
            if token.kind == "sign":
                depth += (token.text in "{[<") - (token.text in "}]>")
            parts.append(token.text)
        return " ".join(parts)


def _joined(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _unquoted(text: str) -> str:
    return text[1:-1] if text[:1] in "\"'" and len(text) > 1 else text
