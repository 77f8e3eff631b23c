"""Changes of a `.proto` text that leave all else as it is written: comments, order, spaces."""

from __future__ import annotations

import textwrap

from headgate.facts.schemas.proto.layout import Statement


class Edits:
    """What is replaced and inserted in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.made: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, by: str) -> None:
        self.made.append((start, end, by))

    def drop(self, one: Statement) -> None:
        """A statement, with its line where it stands alone on it."""
        start, end = line_start(self.text, one.start), one.end
        if self.text[start : one.start].strip():
            start = one.start
        elif self.text[end : end + 1] == "\n":
            end += 1
        self.made.append((start, end, ""))

    def append(self, block: Statement, lines: list[str]) -> None:
        """Declarations at the end of a block."""
        if not lines:
            return
        begun = line_start(self.text, block.close)
        before = self.text[begun : block.close]
        outer = before[: len(before) - len(before.lstrip())]
        told = "".join(textwrap.indent(one, self._indent(block) or f"{outer}  ") + "\n" for one in lines)
        if not before.strip():
            self.made.append((begun, begun, told))
        else:
            at = begun + len(before.rstrip())
            self.made.append((at, block.close, f"\n{told}{outer}"))

    def _indent(self, block: Statement) -> str:
        for one in block.body:
            before = self.text[line_start(self.text, one.start) : one.start]
            if not before.strip():
                return before
        return ""

    def done(self) -> str:
        parts, last = [], 0
        for start, end, by in sorted(self.made, key=lambda one: one[:2]):
            parts += [self.text[last:start], by]
            last = end
        return "".join((*parts, self.text[last:]))


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def written(text: str, one: Statement, *, deprecated: bool = False) -> str:
    """A declaration as it stands, with the comment lines above it and behind it; marked as deprecated where asked."""
    start = line_start(text, one.start)
    if text[start : one.start].strip():
        start = one.start
    else:
        while start and text[line_start(text, start - 1) : start - 1].lstrip().startswith("//"):
            start = line_start(text, start - 1)
    rest = text[one.end :].partition("\n")[0]
    end = one.end + (len(rest) if rest.lstrip().startswith("//") else 0)
    edits = Edits(text[:end])
    words = one.words[one.equals + 1 :]
    if deprecated and not any(word.text == "deprecated" for word in words):
        bracket = next((word for word in words if word.text == "["), None)
        if bracket is not None:
            edits.replace(bracket.end, bracket.end, "deprecated = true, ")
        else:
            edits.replace(words[-1].end, words[-1].end, " [deprecated = true]")
    return textwrap.dedent(edits.done()[start:]).strip("\n")
