"""Cutting a SQL text into statements, scripts and procedure bodies included.

sqlglot parses one statement well but gives a whole text up for one broken statement, and turns much of what
surrounds statements in scripts (BEGIN, IF … THEN, LOOP, EXCEPTION) into commands without structure. Here the
tokens are cut at semicolons and at control words, so that each statement inside is parsed for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer

from headgate.facts.sql.per_thread import PerThread

MAX_TOKENS = 120_000
"""Of one statement; beyond, it is a gap."""
MAX_DEPTH = 300
"""Of nested brackets; sqlglot's compiled parser overflows the C stack far beyond."""

_OPENING = frozenset((TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE))
_CLOSING = frozenset((TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE))
_STARTERS = frozenset(
    (
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "MERGE",
        "WITH",
        "CREATE",
        "DROP",
        "ALTER",
        "TRUNCATE",
        "EXEC",
        "EXECUTE",
        "SET",
        "DECLARE",
        "PRINT",
        "RETURN",
        "BEGIN",
        "RAISERROR",
        "THROW",
        "COMMIT",
        "ROLLBACK",
        "GOTO",
        "BREAK",
        "CONTINUE",
    )
)
_CONDITIONS = {"IF": "THEN", "ELSEIF": "THEN", "ELSIF": "THEN", "WHILE": "DO"}
_END_OF = frozenset(("IF", "LOOP", "WHILE", "FOR", "REPEAT", "CASE", "TRY", "CATCH"))


@dataclass(frozen=True, slots=True)
class Piece:
    """The tokens of one statement; never empty."""

    tokens: Sequence[Token]
    condition: bool = False
    """An expression that steers a script: IF …, WHILE …."""
    declaration: bool = False
    """A variable or cursor declared between DECLARE (or IS, AS) and BEGIN."""

    @property
    def line(self) -> int:
        return self.tokens[0].line

    @property
    def end_line(self) -> int:
        return self.tokens[-1].line

    def words(self, count: int) -> tuple[str, ...]:
        """The first `count` tokens' texts in upper case."""
        return tuple(token.text.upper() for token in self.tokens[:count])

    @property
    def depth(self) -> int:
        """How deep brackets nest."""
        now = deepest = 0
        for token in self.tokens:
            if token.token_type in _OPENING:
                now += 1
                deepest = max(deepest, now)
            elif token.token_type in _CLOSING:
                now -= 1
        return deepest


def tokenize(text: str, dialect: str) -> tuple[list[Token], str]:
    """All tokens of `text`, and a clause on what was left out: empty when nothing was.

    Text that cannot be tokenized at one place (an open quote) is tried again in parts that end with a
    semicolon at the end of a line; positions stay those of `text`.
    """
    tokenizer = _TOKENIZERS.of(dialect)
    try:
        return tokenizer.tokenize(text), ""
    except TokenError as error:
        reason = _first_line(str(error))
    tokens: list[Token] = []
    parts = _parts(text)
    if len(parts) > 1:
        for part in parts:
            try:
                tokens += tokenizer.tokenize(part)
            except TokenError:
                continue
    return tokens, reason


_MAX_PARTS = 200


def _parts(text: str) -> list[str]:
    """`text` in parts that end at a line's last semicolon, each with blanks in place of those before it."""
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines, start=1) if line.rstrip().endswith(";")]
    if not ends or len(ends) > _MAX_PARTS:
        return [text]
    bounds = [0, *ends[:-1], len(lines)]
    blank = [" " * len(line) for line in lines]
    return ["\n".join(blank[:start] + lines[start:end]) + "\n" for start, end in pairwise(bounds)]


def _scripting(dialect: str) -> Tokenizer:
    """The tokenizer of `dialect` without "command" words, behind which it would not look."""
    owner = Dialect.get_or_raise(dialect)
    kind: type[Tokenizer] = type("Scripting", (owner.tokenizer_class,), {"COMMANDS": set()})
    return kind(owner)


_TOKENIZERS = PerThread(_scripting)


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0].strip()


def pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    """The statements and conditions among `tokens`, in order, without the control words around them."""
    index = declared = 0
    while index < len(tokens):
        declared = max(declared, _declarations(tokens, index))
        index, start, end, condition = _next(tokens, index)
        if end > start:
            declaration = start < declared and _word(tokens, start) not in _STARTERS
            yield Piece(tokens[start:end], condition, declaration)


def _declarations(tokens: Sequence[Token], index: int) -> int:
    """Where the BEGIN stands behind the declarations that start at `index`; 0 where none do.

    PL/pgSQL and PL/SQL declare in a section of its own, `DECLARE a int; b text; BEGIN`; elsewhere each DECLARE
    is a statement.
    """
    word = _word(tokens, index)
    if word == "CREATE":
        return _body(tokens, index)
    if word != "DECLARE":
        return 0
    position = _to_semicolon(tokens, index) + 1
    while position < len(tokens) and _word(tokens, position) not in _STARTERS:
        position = _to_semicolon(tokens, position) + 1
    return position if _word(tokens, position) == "BEGIN" else 0


def _next(tokens: Sequence[Token], index: int) -> tuple[int, int, int, bool]:
    """Where to go on, and the span of the piece that starts at `index` (empty for control words)."""
    word = _word(tokens, index)
    following = _word(tokens, index + 1)
    if tokens[index].token_type is TokenType.SEMICOLON:
        return index + 1, index, index, False
    if word == "BEGIN" and following in ("TRY", "CATCH"):
        return index + 2, index, index, False
    if word in ("BEGIN", "END", "COMMIT", "ROLLBACK") and following in ("TRANSACTION", "TRAN", "WORK"):
        return _to_semicolon(tokens, index), index, index, False
    if word in ("BEGIN", "EXECUTE") and following == "STATEMENT" and _word(tokens, index + 2) == "SET":
        # Flink's sets of INSERTs that run as one job.
        return index + 3, index, index, False
    if word in ("BEGIN", "ELSE", "LOOP", "REPEAT", "TRY", "EXCEPTION") or word == "GO":
        return index + 1, index, index, False
    if word == "END":
        return index + 1 + (following in _END_OF), index, index, False
    if word in _CONDITIONS or (word == "WHEN" and "THEN" in _words_to_semicolon(tokens, index)):
        return _condition(tokens, index, _CONDITIONS.get(word, "THEN"))
    if word == "FOR":
        return _loop(tokens, index)
    if word == "CREATE" and (body := _body(tokens, index)):
        return _behind_heading(tokens, index, body), index, index, False
    end = _statement_end(tokens, index)
    return end, index, end, False


def _statement_end(tokens: Sequence[Token], index: int) -> int:
    """Behind the last token of the statement at `index`: a semicolon, or an END that closes no CASE."""
    open_cases = 0
    for position in range(index, len(tokens)):
        kind = tokens[position].token_type
        if kind not in _TURNING:
            continue
        if kind is TokenType.SEMICOLON:
            return position
        if kind is TokenType.CASE:
            open_cases += 1
        elif kind is TokenType.END and not _named(tokens, position):
            if not open_cases and position > index:
                return position
            open_cases -= 1
        elif (
            position > index
            and kind in _GO
            and tokens[position].text in ("GO", "go")
            and tokens[position].line > tokens[position - 1].line
        ):
            following = position + 1
            if following == len(tokens) or tokens[following].line > tokens[position].line:
                return position
    return len(tokens)


_GO = frozenset((TokenType.VAR, TokenType.COMMAND))
"""What T-SQL's `GO` is read as."""
_TURNING = _GO | {TokenType.SEMICOLON, TokenType.CASE, TokenType.END}
"""Tokens at which a statement may end, or which keep it open."""


def _named(tokens: Sequence[Token], position: int) -> bool:
    """Whether the word at `position` is a name: `t.end`, `as end`, `end.x`, `"end",` in a list."""
    before = tokens[position - 1].token_type if position else None
    after = tokens[position + 1].token_type if position + 1 < len(tokens) else None
    return before in (TokenType.DOT, TokenType.ALIAS) or after is TokenType.DOT


def _condition(tokens: Sequence[Token], index: int, closing: str) -> tuple[int, int, int, bool]:
    """The span of `IF condition THEN`, `WHILE condition DO`, or of T-SQL's `IF condition statement`."""
    depth = 0
    for position in range(index + 1, len(tokens)):
        kind = tokens[position].token_type
        word = _word(tokens, position)
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if depth <= 0 and word == closing:
            return position + 1, index + 1, position, True
        if kind is TokenType.SEMICOLON or (depth <= 0 and word in _STARTERS and position > index + 1):
            return position, index + 1, position, True
    return len(tokens), index + 1, len(tokens), True


def _loop(tokens: Sequence[Token], index: int) -> tuple[int, int, int, bool]:
    """`FOR r IN (SELECT …) DO`, `FOR r IN SELECT … LOOP`: the query of the header; of a counting loop nothing."""
    end = next((p for p in range(index, len(tokens)) if _word(tokens, p) in ("DO", "LOOP")), len(tokens))
    end = min(end, _to_semicolon(tokens, index))
    start = next((p for p in range(index, end) if tokens[p].token_type is TokenType.SELECT), end)
    brackets = sum(
        (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN) for token in tokens[start:end]
    )
    return end + 1, start, end + min(brackets, 0), False


def _body(tokens: Sequence[Token], index: int) -> int:
    """Where the body of the CREATE PROCEDURE, FUNCTION or TRIGGER at `index` starts; 0 where none is seen."""
    words = {_word(tokens, position) for position in range(index + 1, min(index + 6, len(tokens)))}
    if not words & {"PROCEDURE", "PROC", "FUNCTION", "TRIGGER"}:
        return 0
    after_semicolon = False
    for position in range(index + 1, len(tokens)):
        word = _word(tokens, position)
        if word == "BEGIN":
            return position
        if after_semicolon and word in ("CREATE", "INSERT", "SELECT", "DROP", "WITH"):
            return 0
        after_semicolon = tokens[position].token_type is TokenType.SEMICOLON
    return 0


def _behind_heading(tokens: Sequence[Token], index: int, body: int) -> int:
    """Where declarations start between the IS or AS of a procedure's heading and its BEGIN."""
    depth = 0
    for position in range(index, body):
        kind = tokens[position].token_type
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if not depth and _word(tokens, position) in ("IS", "AS"):
            return position + 1
    return body


def _to_semicolon(tokens: Sequence[Token], index: int) -> int:
    return next(
        (p for p in range(index, len(tokens)) if tokens[p].token_type is TokenType.SEMICOLON),
        len(tokens),
    )


def _words_to_semicolon(tokens: Sequence[Token], index: int) -> set[str]:
    return {_word(tokens, position) for position in range(index, _to_semicolon(tokens, index))}


def _word(tokens: Sequence[Token], index: int) -> str:
    if index >= len(tokens) or tokens[index].token_type in (TokenType.STRING, TokenType.IDENTIFIER):
        return ""
    return tokens[index].text.upper()
