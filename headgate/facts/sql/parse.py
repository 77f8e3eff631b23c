"""From SQL text to parsed statements, each for itself: one broken statement is a gap, the others survive."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.reading import Hints
from headgate.facts.sql.commands import expanded, has_windows, rewritten, unloaded
from headgate.facts.sql.mend import with_commas
from headgate.facts.sql.risks import with_grain
from headgate.facts.sql.split import MAX_DEPTH, MAX_TOKENS, Piece, pieces, tokenize
from headgate.facts.sql.statements import Session, facts_of
from headgate.facts.sql.tree import SqlStatement
from headgate.gap import Gap, GapKind

# Commands are told as gaps here; sqlglot would write a line to standard error for each.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

GUESSES = ("bigquery", "snowflake", "spark", "postgres", "tsql", "duckdb", "clickhouse")
"""Dialects tried, in order, where nothing tells the dialect and sqlglot's own cannot read all statements."""
_QUIET = frozenset(
    (
        "SHOW",
        "VACUUM",
        "ANALYZE",
        "OPTIMIZE",
        "REFRESH",
        "MSCK",
        "ADD",
        "LIST",
        "DESCRIBE",
        "DESC",
        "EXPLAIN",
        "GRANT",
        "REVOKE",
        "COMMIT",
        "ROLLBACK",
        "ABORT",
        "START",
        "RESET",
        "LOCK",
        "UNLOCK",
        "KILL",
        "PRINT",
        "LEAVE",
        "ITERATE",
        "BREAK",
        "CONTINUE",
        "RETURN",
        "RAISE",
        "RAISERROR",
        "THROW",
        "REINDEX",
        "CLUSTER",
        "CACHE",
        "UNCACHE",
        "CLEAR",
        "PRAGMA",
        "SET",
        "DECLARE",
        "CLOSE",
        "OPEN",
        "SIGNAL",
        "RESIGNAL",
        "SAVEPOINT",
        "RELEASE",
        "DENY",
        "CHECKPOINT",
        "DBCC",
    )
)
"""First words of statements that move no data; where sqlglot knows no tree for them, nothing is lost."""


def read_sql(
    path: str,
    text: str,
    dialect: str,
    hints: Hints | None = None,
    *,
    lines: Sequence[int] = (),
    templated: bool = False,
    inside: tuple[str, ...] = (),
) -> tuple[list[SqlStatement], list[Gap]]:
    """The statements of `text` in order, and gaps for what could not be read.

    Args:
        path: The file that the text stands in.
        text: SQL; of a template, as rendered.
        dialect: sqlglot's name. Where empty, sqlglot's own dialect, and if that fails, the guess that
            reads most; then a gap tells which was assumed.
        hints: Handed on to the statements.
        lines: For each line of `text` the line of the file, where they differ: a rendered template, a
            string in a program.
        templated: The text came from a template, so it does not stand in the file as it is.
        inside: Database, schema or both of names that say neither.
    """
    reader = _Reader(path, text, hints or Hints(), tuple(lines), templated, inside)
    statements, gaps = reader.read(dialect)
    if dialect or not _unread(gaps):
        return statements, gaps
    best: str = dialect
    for guess in GUESSES:
        again, trouble = reader.read(guess)
        if _unread(trouble) < _unread(gaps):
            best, statements, gaps = guess, again, trouble
        if not _unread(gaps):
            break
    if best:
        why = f"nothing tells the SQL dialect; read as {best}, which takes more statements than standard SQL"
        gaps = [*gaps, Gap(path, "dialect", why, GapKind.ASSUMED)]
    return statements, gaps


def _unread(gaps: Sequence[Gap]) -> int:
    """How much another dialect might read; it makes nothing smaller."""
    return sum(gap.kind is GapKind.UNPARSED for gap in gaps)


_STATEMENTS = (
    exp.Alter,
    exp.AlterRename,
    exp.Block,
    exp.Cache,
    exp.Comment,
    exp.Drop,
    exp.TruncateTable,
    exp.Use,
    exp.MultitableInserts,
)


class _Reader:
    """One text, read in one dialect after the other."""

    def __init__(
        self, path: str, text: str, hints: Hints, lines: tuple[int, ...], templated: bool, inside: tuple[str, ...]
    ) -> None:
        self.path = path
        self.text = text
        self.hints = hints
        self.lines = lines
        self.templated = templated
        self.inside = inside

    def read(self, dialect: str) -> tuple[list[SqlStatement], list[Gap]]:
        statements: list[SqlStatement] = []
        gaps: list[Gap] = []
        tokens, reason = tokenize(self.text, dialect)
        if reason:
            gaps.append(Gap(self.path, "part of the file", f"not SQL that can be cut into words: {reason}"))
        session = Session(self.inside)
        windows = has_windows(self.text)
        for piece in (one for found in pieces(tokens) for one in rewritten(found, windows=windows)):
            read = self._statements(piece, dialect, session)
            if isinstance(read, Gap):
                gaps.append(read)
            else:
                statements += read
        return statements, [*gaps, *self._without_grain(statements)]

    def _without_grain(self, statements: list[SqlStatement]) -> Iterator[Gap]:
        for statement in statements:
            if statement.facts.grain is None:
                what = f"keys and NULLs of the statement at line {statement.facts.line}"
                yield Gap(self.path, what, "its queries nest too deeply", GapKind.TOO_LARGE)

    def _statements(self, piece: Piece, dialect: str, session: Session) -> list[SqlStatement] | Gap:
        if len(piece.tokens) > MAX_TOKENS or piece.depth > MAX_DEPTH:
            return self._gap(piece, "too large or nested too deeply", GapKind.TOO_LARGE)
        quiet = _moves_no_data(piece)
        try:
            tree = parse_piece(piece, self.text, dialect)
            if tree is None:
                return []
            if isinstance(tree, exp.Command):
                return [] if quiet else self._gap(piece, f"{tree.name} is not understood")
            if not piece.condition and not isinstance(tree, (exp.Query, exp.DML, exp.DDL, *_STATEMENTS)):
                return [] if quiet else self._gap(piece, "not a statement that is understood")
            return [self._told(one, piece, dialect, session) for one in expanded(tree)]
        except RecursionError:
            return self._gap(piece, "nested too deeply", GapKind.TOO_LARGE)
        except ParseError as error:
            return [] if quiet else self._mended(piece, dialect, session) or self._gap(piece, _reason(error))
        except SqlglotError as error:
            return self._gap(piece, str(error).split("\n", 1)[0])

    def _mended(self, piece: Piece, dialect: str, session: Session) -> list[SqlStatement]:
        """The statement without its one slip; empty where it stays unreadable."""
        mended, lines = with_commas(piece)
        try:
            tree = parse_piece(mended, self.text, dialect) if lines else None
        except SqlglotError:
            return []
        if not isinstance(tree, (exp.Query, exp.DML, exp.DDL)):
            return []
        places = tuple(self._file_line(line) for line in lines)
        return [replace(self._told(one, piece, dialect, session), commas=places) for one in expanded(tree)]

    def _told(self, tree: exp.Expr, piece: Piece, dialect: str, session: Session) -> SqlStatement:
        facts = facts_of(tree, self.path, self._file_line, (piece.line, piece.end_line), dialect, session)
        facts = replace(facts, text=self._text(piece), text_lines=self._text_lines(piece))
        return with_grain(
            SqlStatement(self.path, tree, self.text, dialect, facts, self.hints, self.lines, self.templated)
        )

    def _text(self, piece: Piece) -> str:
        return self.text[piece.tokens[0].start : piece.tokens[-1].end + 1]

    def _text_lines(self, piece: Piece) -> tuple[int, ...]:
        if not self.lines:
            return ()
        return tuple(self._file_line(line) for line in range(piece.line, piece.end_line + 1))

    def _gap(self, piece: Piece, why: str, kind: GapKind = GapKind.UNPARSED) -> Gap:
        return Gap(self.path, f"statement at line {self._file_line(piece.line)}", why, kind)

    def _file_line(self, line: int) -> int:
        return self.lines[line - 1] if self.lines and 1 <= line <= len(self.lines) else line


_SETTINGS = frozenset(
    (
        *("USER", "ROLE", "WAREHOUSE", "LOGIN", "GROUP", "POLICY", "INTEGRATION", "RESOURCE", "SERVER", "DATABASE"),
        *("SCHEMA", "EXTENSION", "SEQUENCE", "INDEX", "TYPE", "DOMAIN", "NETWORK", "SECURITY", "ALERT", "SHARE"),
        *("TAG", "MASKING", "FILE", "SESSION", "ACCOUNT", "SYSTEM", "AUTHORIZATION", "CREDENTIAL", "CERTIFICATE"),
    )
)
"""What CREATE, ALTER and DROP may make besides tables and what is made of them."""


def _moves_no_data(piece: Piece) -> bool:
    first, *rest = piece.words(5)
    if first in ("CREATE", "ALTER", "DROP"):
        kind = next((word for word in rest if word not in ("OR", "REPLACE", "UNIQUE", "IF", "EXISTS")), "")
        return kind in _SETTINGS
    return first.partition(" ")[0] in _QUIET


def parse_piece(piece: Piece, text: str, dialect: str) -> exp.Expr | None:
    """The tree of one statement of `text`; None where it holds nothing.

    Raises:
        ParseError: it is not a statement of the dialect as sqlglot knows it.
        RecursionError: it nests too deeply.
    """
    unload = unloaded(piece)
    if unload is not None:
        return _unload(*unload, text, dialect)
    trees = _trees(piece.tokens, text, dialect)
    return trees[0] if trees else None


_BLUNDERS = (ValueError, TypeError, AttributeError, LookupError)
"""What sqlglot's compiled parser raises itself where a broken statement leaves a part out that it counts on."""


def _trees(tokens: Sequence[Token], text: str, dialect: str) -> list[exp.Expr | None]:
    try:
        return _parser(dialect).parse(list(tokens), text)
    except _BLUNDERS as error:
        raise ParseError(f"sqlglot stops at it: {error}") from error


def _unload(place: Token, inner: Sequence[Token], text: str, dialect: str) -> exp.Expr | None:
    """UNLOAD as COPY of a query to files; Redshift writes the query as a string, Athena as it is."""
    if len(inner) == 1 and inner[0].token_type is TokenType.STRING:
        text = "\n" * (inner[0].line - 1) + inner[0].text
        inner, _ = tokenize(text, dialect)
    trees = _trees(inner, text, dialect)
    if not trees or not isinstance(trees[0], exp.Query):
        return None
    return exp.Copy(this=exp.Subquery(this=trees[0]), kind=True, files=[exp.Literal.string(place.text)])


@cache
def _parser(dialect: str) -> Parser:
    return Dialect.get_or_raise(dialect).parser()


def _reason(error: ParseError) -> str:
    if not error.errors:
        return "not understood: " + str(error).split("\n", 1)[0]
    first = error.errors[0]
    near = str(first.get("highlight") or "").strip().split("\n", 1)[0]
    told = str(first.get("description") or "").split(" but got <", 1)[0].strip().rstrip(".")
    return f"{told}, at {near!r}" if near else told or "not understood"
