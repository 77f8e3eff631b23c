"""Ruby cut into words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(
    r"(?P<space>[ \t\r\f\v]+|\\\n)"
    r"|(?P<comment>#[^\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<heredoc><<[~-]?(?P<quote>['\"]?)(?P<tag>[A-Za-z_]\w*)(?P=quote))"
    r"|(?P<list>%[wWiI](?:\[[^\]]*\]|\([^)]*\)|\{[^}]*\}))"
    r"|(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')(?P<key>:(?!:))?"
    r"|(?P<label>[A-Za-z_]\w*[?!]?:(?!:)(?=[\s\[{(\"':]))"
    r"|(?P<symbol>:(?:[A-Za-z_]\w*[?!=]?|\"(?:[^\"\\]|\\.)*\"))"
    r"|(?P<number>\d[\d_]*(?:\.\d+)?)"
    r"|(?P<name>@{0,2}[A-Za-z_]\w*[?!]?)"
    r"|(?P<sign>=>|->|&\.|::|&&|\|\||==|!=|<=|>=|[^\w\s])",
    re.S,
)


class UnreadableRubyError(Exception):
    """The text is not what is read here."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word."""

    kind: str
    text: str
    line: int


def tokens(text: str) -> list[Token]:
    """The words of a text, with the ends of lines; the last one is of kind `end`.

    Raises:
        UnreadableRubyError: a part of it is no word.
    """
    found: list[Token] = []
    at, line, resume = 0, 1, 0
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise UnreadableRubyError(f"line {line} is not understood")
        kind, word = match.lastgroup or "", match[0]
        kind = "heredoc" if match["heredoc"] else "text" if match["text"] else kind
        at = match.end()
        if kind == "heredoc":
            body, resume = _body(text, max(at, resume), match["tag"])
            found.append(Token("text", body, line))
        elif kind == "newline":
            found.append(Token("newline", "", line))
            line += 1
            if resume > at:
                line += text.count("\n", at, resume)
                at = resume
            resume = 0
        elif kind not in ("space", "comment"):
            found.append(Token("label" if match["key"] else kind, match["text"] or word, line))
            line += word.count("\n")
        else:
            line += word.count("\n")
    found.append(Token("newline", "", line))
    found.append(Token("end", "", line))
    return found


def _body(text: str, at: int, tag: str) -> tuple[str, int]:
    """The lines of a here-document that begins on the next line, and where the text goes on after it."""
    start = text.find("\n", at)
    lines: list[str] = []
    at = start + 1 if start >= 0 else len(text)
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip() == tag:
            return "\n".join(lines), min(end + 1, len(text))
        lines.append(text[at:end])
        at = end + 1
    raise UnreadableRubyError(f"the text {tag} does not end")
