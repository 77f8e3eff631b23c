"""Statements of a migration, read word by word.

The words come from sqlglot's tokenizer for the dialect. The clauses are read here, since most dialects' ALTER TABLE
falls back to an opaque command in a full parse, and what is opaque cannot be called safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.schemas.reading import UnreadableSchema

_DIALECTS = {
    "postgresql": "postgres",
    "mariadb": "mysql",
    "sqlserver": "tsql",
    "mssql": "tsql",
    "cockroach": "postgres",
}
_QUOTED = (TokenType.IDENTIFIER, TokenType.STRING, TokenType.HEREDOC_STRING)

_PART = re.compile(r"\S+")
_OPAQUE = ("VACUUM", "REFRESH", "REINDEX", "OPTIMIZE")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a quoted name, a literal or a sign."""

    text: str
    line: int
    quoted: bool = False
    start: int = 0
    """Character of the script that it starts at."""
    end: int = 0
    """Character after its last one."""
    is_name: bool = True
    """Whether it may name something: a literal may not."""

    @property
    def upper(self) -> str:
        """The keyword that it may be; empty for quoted names and literals."""
        return "" if self.quoted else self.text.upper()


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words that is read from the left."""

    words: tuple[Word, ...]

    @property
    def line(self) -> int:
        return self.words[0].line if self.words else 0

    @property
    def span(self) -> tuple[int, int]:
        """Characters of the script from its first word to its last, the end excluded."""
        return (self.words[0].start, self.words[-1].end) if self.words else (0, 0)

    def starts(self, *keywords: str) -> bool:
        """Whether it begins with these keywords."""
        return len(self.words) >= len(keywords) and all(
            word.upper == keyword for word, keyword in zip(self.words, keywords, strict=False)
        )

    def after(self, *keywords: str) -> Words:
        """What follows `keywords`, each left out if it is not there."""
        rest = self.words
        for keyword in keywords:
            if rest and rest[0].upper == keyword:
                rest = rest[1:]
        return Words(rest)

    def has(self, *keywords: str) -> bool:
        """Whether these keywords stand in it one after the other, outside of brackets."""
        flat = [word.upper for word in self.flat()]
        size = len(keywords)
        return any(tuple(flat[at : at + size]) == keywords for at in range(len(flat) - size + 1))

    def flat(self) -> Iterator[Word]:
        """Its words outside of brackets."""
        depth = 0
        for word in self.words:
            depth -= word.upper == ")"
            if not depth and word.upper not in ("(", ")"):
                yield word
            depth += word.upper == "("

    def name(self) -> tuple[str, Words]:
        """A dotted name in lower case without quotes, and what follows."""
        parts: list[str] = []
        rest = self.words
        while rest:
            parts.append(rest[0].text.lower())
            if len(rest) > 2 and rest[1].text == ".":
                rest = rest[2:]
            else:
                return ".".join(parts), Words(rest[1:])
        return ".".join(parts), Words(())

    def bracket(self) -> tuple[Words, Words]:
        """The inside of the first bracket, and what follows it; empty where there is none."""
        depth, start = 0, 0
        for at, word in enumerate(self.words):
            if word.upper == "(":
                depth += 1
                start = at + 1 if depth == 1 else start
            elif word.upper == ")":
                depth -= 1
                if not depth:
                    return Words(self.words[start:at]), Words(self.words[at + 1 :])
        return Words(()), Words(())

    def split(self, sign: str = ",") -> list[Words]:
        """The parts between signs outside of brackets."""
        found: list[list[Word]] = [[]]
        depth = 0
        for word in self.words:
            depth += (word.upper == "(") - (word.upper == ")")
            if word.upper == sign and not depth:
                found.append([])
            else:
                found[-1].append(word)
        return [Words(tuple(part)) for part in found if part]

    def before(self, *keywords: str) -> Words:
        """Everything before the first of `keywords` outside of brackets."""
        depth = 0
        for at, word in enumerate(self.words):
            depth += (word.upper == "(") - (word.upper == ")")
            if not depth and word.upper in keywords:
                return Words(self.words[:at])
        return self

    def __str__(self) -> str:
        text = " ".join(word.text for word in self.words)
        return text.replace(" ( ", "(").replace(" )", ")").replace(" , ", ", ")


def dialect_of(name: str) -> str:
    """sqlglot's name of a dialect."""
    return _DIALECTS.get(name.lower(), name.lower())


def statements(text: str, dialect: str) -> list[Words]:
    """The statements of a script.

    Raises:
        UnreadableSchema: the script cannot be cut into words.
    """
    return list(_cut(text, dialect))


@lru_cache(maxsize=8)
def _cut(text: str, dialect: str) -> tuple[Words, ...]:
    """The same, kept: what ran before a migration is asked for by each rule."""
    found: list[list[Word]] = [[]]
    for token in _tokens(text, dialect):
        if token.token_type is TokenType.SEMICOLON:
            found.append([])
        else:
            found[-1] += _words(token)
    return tuple(Words(tuple(_opened(words, dialect))) for words in found if words)


def _words(token: Token) -> Iterator[Word]:
    """The words of a token: sqlglot reads `PRIMARY KEY` and its like as one."""
    if token.token_type in _QUOTED:
        is_name = token.token_type is TokenType.IDENTIFIER
        yield Word(token.text, token.line, True, token.start, token.end + 1, is_name)
        return
    for part in _PART.finditer(token.text):
        first, last = part.span()
        end = token.end + 1 if last == len(token.text) else token.start + last
        yield Word(part[0], token.line, False, token.start + first, end)


def _opened(words: list[Word], dialect: str) -> list[Word]:
    """The words of a statement whose tail sqlglot leaves as one text."""
    if len(words) != 2 or words[0].text.upper() not in _OPAQUE or not words[1].quoted:
        return words
    head, tail = words
    inside = sqlglot.tokenize(tail.text, read=dialect_of(dialect) or None)
    return [head, *(replace(tail, text=token.text, quoted=token.token_type in _QUOTED) for token in inside)]


def _tokens(text: str, dialect: str) -> list[Token]:
    trouble: Exception | None = None
    # Dollar quotes are PostgreSQL's alone, whatever the script is said to be.
    read = "postgres" if "$$" in text and "`" not in text else dialect_of(dialect) or None
    # A script that ends inside a quoted name is read as if the quote were there.
    for ending in ("", '"', "`", "'"):
        try:
            return list(sqlglot.tokenize(text + ending, read=read))
        except (SqlglotError, ValueError) as error:
            trouble = trouble or error
    raise UnreadableSchema(f"not SQL: {str(trouble).splitlines()[0]}")
