"""From the text of an ECMA-262 regular expression to the language that it finds a match in."""

from __future__ import annotations

from functools import lru_cache

from headgate.impact.compat.languages import (
    ANYTHING,
    EMPTY,
    Node,
    NotRegular,
    Ranges,
    alt,
    cat,
    chars,
    inverse,
    repeat,
)

_DIGIT: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Ranges = ((9, 13), (32, 32), (160, 160), (0x2028, 0x2029), (0xFEFF, 0xFEFF))
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"n": 10, "r": 13, "t": 9, "f": 12, "v": 11, "0": 0}
_LINE_ENDS: Ranges = ((10, 10), (13, 13), (0x2028, 0x2029))
_MAX_DEPTH = 40


@lru_cache(maxsize=1_000)
def language(pattern: str) -> Node:
    """All texts in which `pattern` finds a match, as JSON Schema's `pattern` asks.

    Raises:
        NotRegular: the pattern is not understood.
    """
    if len(pattern) > 2_000:
        raise NotRegular("longer than 2,000 characters")
    parser = _Parser(pattern)
    found = parser.alternatives(0, top=True)
    if parser.at < len(pattern):
        raise NotRegular(f"{pattern[parser.at]!r} is out of place")
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _take(self, sign: str) -> bool:
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def alternatives(self, depth: int, *, top: bool = False) -> Node:
        if depth > _MAX_DEPTH:
            raise NotRegular("nested too deeply")
        found = [self._sequence(depth, top)]
        while self._take("|"):
            found.append(self._sequence(depth, top))
        return alt(*found)

    def _sequence(self, depth: int, top: bool) -> Node:
        starts = top and self._take("^")
        ends = False
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            if self._take("$"):
                if not top or self._peek() not in ("", "|"):
                    raise NotRegular("an anchor inside the expression")
                ends = True
                break
            parts.append(self._repeated(depth))
        found = cat(*parts)
        if not top:
            return found
        return cat(EMPTY if starts else ANYTHING, found, EMPTY if ends else ANYTHING)

    def _repeated(self, depth: int) -> Node:
        part = self._atom(depth)
        while True:
            if self._take("*"):
                part = repeat(part, 0, None)
            elif self._take("+"):
                part = repeat(part, 1, None)
            elif self._take("?"):
                part = repeat(part, 0, 1)
            elif self._peek() == "{" and (counts := self._counts()):
                part = repeat(part, *counts)
            else:
                return part
            self._take("?")

    def _counts(self) -> tuple[int, int | None] | None:
        end = self.text.find("}", self.at)
        inner = self.text[self.at + 1 : end] if end > 0 else ""
        least, comma, most = inner.partition(",")
        if not least.isdigit() or (most and not most.isdigit()):
            return None
        self.at = end + 1
        return int(least), (int(most) if most else None if comma else int(least))

    def _atom(self, depth: int) -> Node:
        sign = self._peek()
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            self.at += 1
            return self._set()
        self.at += 1
        if sign == ".":
            return chars(inverse(_LINE_ENDS))
        if sign == "\\":
            return chars(self._escape())
        if sign in "^*+?":
            raise NotRegular(f"{sign!r} is out of place")
        return chars(((ord(sign), ord(sign)),))

    def _group(self, depth: int) -> Node:
        self.at += 1
        if self._take("?") and not self._take(":"):
            raise NotRegular("a look-around or a named group")
        found = self.alternatives(depth + 1)
        if not self._take(")"):
            raise NotRegular("a group does not end")
        return found

    def _escape(self) -> Ranges:
        sign = self._peek()
        self.at += 1
        if sign.lower() in _CLASSES:
            found = _CLASSES[sign.lower()]
            return inverse(found) if sign.isupper() else found
        if sign in _CONTROLS:
            return ((_CONTROLS[sign],) * 2,)
        if sign in ("x", "u"):
            width = 2 if sign == "x" else 4
            digits = self.text[self.at : self.at + width]
            try:
                code = int(digits, 16)
            except ValueError as error:
                raise NotRegular("an escape is not understood") from error
            self.at += width
            return ((code, code),)
        if not sign or sign.isalnum():
            raise NotRegular(f"the escape \\{sign} is not understood")
        return ((ord(sign), ord(sign)),)

    def _set(self) -> Node:
        inverted = self._take("^")
        found: list[tuple[int, int]] = []
        while not self._take("]"):
            first = self._set_item()
            if self._peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", "") and len(first) == 1:
                self.at += 1
                last = self._set_item()
                if len(last) != 1 or last[0][1] < first[0][0]:
                    raise NotRegular("a range is out of order")
                first = ((first[0][0], last[0][1]),)
            found += first
        return chars(inverse(tuple(found)) if inverted else tuple(found))

    def _set_item(self) -> Ranges:
        sign = self._peek()
        if not sign:
            raise NotRegular("a set does not end")
        self.at += 1
        if sign == "\\":
            if self._take("b"):
                return ((8, 8),)
            return self._escape()
        return ((ord(sign), ord(sign)),)
