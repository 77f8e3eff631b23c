"""Reading a query: tokens, then `or` over `and` over `not`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agents.tools.search.languages import LANGUAGES, language_called
from agents.tools.search.query import (
    DEFAULT_COUNT,
    MOST_COUNT,
    MOST_TERMS,
    All,
    AnyOf,
    Language,
    Node,
    Not,
    PathMatches,
    Pattern,
    Query,
)
from agents.tools.workspace import CannotAnswerError

_LONGEST = 500
_DEEPEST = 12
_NAMES = {
    "l": "lang",
    "language": "lang",
    "f": "file",
    "path": "file",
    "r": "repo",
    "rev": "repo",
    "pattern": "content",
}
_FILTERS = ("lang", "file", "content", "case", "patterntype", "count", "repo")
_KEY = re.compile(r"(-?)([a-zA-Z]{1,12}):")
_REGEXPS = ("regexp", "regex")
_PATTERN_TYPES = ("keyword", "literal", "standard", *_REGEXPS)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """`(`, `)`, `word`, `phrase`, `regexp` or a filter's name."""
    text: str
    negated: bool = False

    def says(self, word: str) -> bool:
        return self.kind == "word" and self.text.lower() == word


def parse(text: str) -> Query:
    """The query that `text` is.

    Raises:
        CannotAnswerError: it is none; the message says why.
    """
    if len(text) > _LONGEST:
        raise CannotAnswerError(f"The query is longer than {_LONGEST} characters; ask for less.")
    tokens = list(_tokens(text))
    settings = {token.kind: token.text.lower() for token in tokens if token.kind in ("case", "patterntype", "count")}
    kind = settings.get("patterntype", "keyword")
    if kind not in _PATTERN_TYPES:
        raise CannotAnswerError(f"patterntype:{kind[:20]} is not known; use keyword, literal or regexp.")
    rest = [token for token in tokens if token.kind not in ("case", "patterntype", "count")]
    if kind in ("literal", "standard"):
        rest = _joined(rest)
    reader = _Reader(rest, kind in _REGEXPS)
    root = reader.whole()
    return Query(root, settings.get("case") in ("yes", "true", "y"), _count(settings.get("count", "")), reader.atoms)


def _count(text: str) -> int:
    if not text:
        return DEFAULT_COUNT
    if text == "all":
        return MOST_COUNT
    if not text.isascii() or not text.isdigit() or not int(text[:9]) > 0:
        raise CannotAnswerError("count: takes a number, such as count:50.")
    return min(int(text[:9]), MOST_COUNT)


def _joined(tokens: list[_Token]) -> list[_Token]:
    """Words beside each other as one phrase, as literal patterns are read."""
    out: list[_Token] = []
    for token in tokens:
        plain = token.kind == "word" and token.text.lower() not in ("and", "or", "not")
        if plain and out and out[-1].kind == "literal":
            out[-1] = _Token("literal", f"{out[-1].text} {token.text}")
        else:
            out.append(_Token("literal", token.text) if plain else token)
    return out


def _tokens(text: str) -> list[_Token]:
    at, out, open_brackets = 0, [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        if text[at] == "(":
            out.append(_Token("(", "("))
            open_brackets, at = open_brackets + 1, at + 1
            continue
        if text[at] == ")" and open_brackets:
            out.append(_Token(")", ")"))
            open_brackets, at = open_brackets - 1, at + 1
            continue
        token, at = _term(text, at, open_brackets > 0)
        out.append(token)
    return out


def _term(text: str, at: int, inside: bool) -> tuple[_Token, int]:
    key = _KEY.match(text, at)
    name = _NAMES.get(key[2].lower(), key[2].lower()) if key else ""
    if key and name in _FILTERS:
        value, end, _ = _value(text, key.end(), inside)
        if not value:
            raise CannotAnswerError(f"{key[0]} has no value; write it without a space, such as {name}:sql.")
        return _Token(name, value, bool(key[1])), end
    value, end, form = _value(text, at, inside)
    return _Token(form, value), end


def _value(text: str, at: int, inside: bool) -> tuple[str, int, str]:
    """A quoted phrase, a `/regular expression/`, or a word; where it ends, and which of them it is."""
    opening = text[at] if at < len(text) else ""
    if opening and opening in "\"'/":
        end, out = at + 1, []
        while end < len(text) and text[end] != opening:
            if text[end] == "\\" and end + 1 < len(text) and (opening != "/" or text[end + 1] == "/"):
                end += 1
            out.append(text[end])
            end += 1
        closed = end < len(text) and (end + 1 == len(text) or text[end + 1].isspace() or text[end + 1] == ")")
        if closed and out:
            return "".join(out), end + 1, "regexp" if opening == "/" else "phrase"
        if opening != "/":
            raise CannotAnswerError(f"The quotation mark {opening} is not closed.")
    end, depth = at, 0
    while end < len(text) and not text[end].isspace():
        depth += (text[end] == "(") - (text[end] == ")")
        if depth < 0 and inside:
            break
        depth = max(depth, 0)
        end += 1
    return text[at:end], end, "word"


class _Reader:
    """Recursive descent; depth and number of terms are bounded."""

    def __init__(self, tokens: list[_Token], regexp: bool) -> None:
        self._tokens = tokens
        self._at = 0
        self._regexp = regexp
        self._found: list[Node] = []

    @property
    def atoms(self) -> tuple[Node, ...]:
        return tuple(self._found)

    def whole(self) -> Node:
        if not self._tokens:
            raise CannotAnswerError("The query is empty; give a word, such as: order_total lang:sql.")
        root = self._any(0)
        if self._here() is not None:
            raise CannotAnswerError(
                "A bracket is closed that was not opened; put text with brackets in quotation marks."
            )
        if len(self._found) > MOST_TERMS:
            raise CannotAnswerError(f"The query has more than {MOST_TERMS} terms; ask for less.")
        return root

    def _here(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _any(self, depth: int) -> Node:
        return self._chain(depth, "or", self._all, AnyOf)

    def _all(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while (token := self._here()) is not None and not token.says("or") and token.kind != ")":
            if token.says("and"):
                self._at += 1
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _chain(
        self, depth: int, word: str, below: Callable[[int], Node], made: Callable[[tuple[Node, ...]], Node]
    ) -> Node:
        parts = [below(depth)]
        while (token := self._here()) is not None and token.says(word):
            self._at += 1
            parts.append(below(depth))
        return parts[0] if len(parts) == 1 else made(tuple(parts))

    def _one(self, depth: int) -> Node:
        token = self._here()
        if depth > _DEEPEST:
            raise CannotAnswerError(f"The query is nested deeper than {_DEEPEST} brackets; ask for less.")
        if token is None or token.kind == ")" or token.says("and") or token.says("or"):
            raise CannotAnswerError("Something is missing beside `and`, `or`, `not` or in the brackets.")
        self._at += 1
        if token.says("not"):
            return Not(self._one(depth + 1))
        if token.kind == "(":
            inner = self._any(depth + 1)
            if (end := self._here()) is None or end.kind != ")":
                raise CannotAnswerError("A bracket is not closed; put text with brackets in quotation marks.")
            self._at += 1
            return inner
        atom = self._atom(token)
        self._found.append(atom)
        return Not(atom) if token.negated else atom

    def _atom(self, token: _Token) -> Node:
        if token.kind == "repo":
            raise CannotAnswerError("This searches one repository; leave repo: away.")
        if token.kind == "lang":
            name = language_called(token.text)
            if not name:
                raise CannotAnswerError(f"lang:{token.text[:30]} is not known; one of {', '.join(LANGUAGES)}.")
            return Language(name)
        if token.kind == "file":
            return PathMatches(token.text)
        if token.kind == "regexp":
            return Pattern(token.text, regexp=True)
        return Pattern(token.text, regexp=self._regexp and token.kind in ("word", "content"))
