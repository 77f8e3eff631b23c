"""From SQL text to parsed statements, each for itself: one broken statement is a gap, the others survive."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType

from headgate.facts.reading import Hints
from headgate.facts.sql.commands import expanded, has_windows, rewritten, unloaded
from headgate.facts.sql.embedded import Embedded, embedded
from headgate.facts.sql.mend import with_commas
from headgate.facts.sql.parsing import BLUNDERS, plain
from headgate.facts.sql.per_thread import PerThread
from headgate.facts.sql.quiet import moves_no_data
from headgate.facts.sql.risks import with_grain
from headgate.facts.sql.split import MAX_DEPTH, MAX_TOKENS, Piece, pieces, tokenize
from headgate.facts.sql.statements import Session, facts_of, without_columns
from headgate.facts.sql.tree import SqlStatement
from headgate.gap import Gap, GapKind

# Commands are told as gaps here; sqlglot would write a line to standard error for each.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

GUESSES = ("bigquery", "snowflake", "spark", "postgres", "tsql", "duckdb", "clickhouse")
"""Dialects tried, in order, where nothing tells the dialect and sqlglot's own cannot read all statements."""


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


_MOST_TRIED = 5_000
"""Tokens of a statement that is tried in other dialects too."""


def _strings(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens if token.token_type is TokenType.STRING]


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
    exp.LoadData,
    exp.Export,
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

    def read(self, dialect: str, session: Session | None = None) -> tuple[list[SqlStatement], list[Gap]]:
        statements: list[SqlStatement] = []
        gaps: list[Gap] = []
        tokens, reason = tokenize(self.text, dialect)
        if reason:
            gaps.append(Gap(self.path, "part of the file", f"not SQL that can be cut into words: {reason}"))
        session = session or Session(self.inside)
        windows = has_windows(self.text)
        for piece in (one for found in pieces(tokens) for one in rewritten(found, windows=windows)):
            read, trouble = self._statements(piece, dialect, session)
            statements += read
            gaps += trouble
        return statements, [*gaps, *self._without_grain(statements)]

    def _without_grain(self, statements: list[SqlStatement]) -> Iterator[Gap]:
        for statement in statements:
            if statement.facts.grain is None:
                what = f"keys and NULLs of the statement at line {statement.facts.line}"
                yield Gap(self.path, what, "its queries nest too deeply", GapKind.TOO_LARGE)

    def _statements(self, piece: Piece, dialect: str, session: Session) -> tuple[list[SqlStatement], list[Gap]]:
        if len(piece.tokens) > MAX_TOKENS or piece.depth > MAX_DEPTH:
            return [], [self._gap(piece, "too large or nested too deeply", GapKind.TOO_LARGE)]
        held = embedded(piece)
        if held is not None:
            return self._held(held, piece, dialect, session)
        read = self._statement(piece, dialect, session)
        if not isinstance(read, Gap):
            return read, []
        if dialect and read.kind is GapKind.UNPARSED and (other := self._elsewhere(piece, dialect, session)):
            found, guess = other
            return found, [self._gap(piece, f"no {dialect} that is understood; read as {guess}", GapKind.ASSUMED)]
        return [], [read]

    def _elsewhere(self, piece: Piece, dialect: str, session: Session) -> tuple[list[SqlStatement], str] | None:
        """The statement in the first other dialect that reads it and takes the same parts of it for strings."""
        if len(piece.tokens) > _MOST_TRIED:
            return None
        source = "\n" * (piece.line - 1) + self._text(piece)
        for guess in GUESSES:
            tokens, trouble = tokenize(source, guess)
            if guess == dialect or trouble or _strings(tokens) != _strings(piece.tokens):
                continue
            try:
                tree = parse_piece(replace(piece, tokens=tokens), source, guess)
            except (SqlglotError, RecursionError):
                continue
            if isinstance(tree, (exp.Query, exp.DML, exp.DDL)):
                return [self._told(one, piece, guess, session) for one in expanded(tree)], guess
        return None

    def _held(
        self, held: Embedded, piece: Piece, dialect: str, session: Session
    ) -> tuple[list[SqlStatement], list[Gap]]:
        """What a statement of a script holds: its queries, its texts, and gaps for what only a run tells."""
        statements: list[SqlStatement] = []
        gaps: list[Gap] = []
        for query in held.queries:
            read = self._statement(query, dialect, session)
            statements += [] if isinstance(read, Gap) else read
            gaps += [read] if isinstance(read, Gap) else []
        for token in held.texts:
            inner, trouble = self._inside_text(token, dialect, session)
            statements += [without_columns(one) for one in inner] if held.function else inner
            gaps += trouble
        if held.foreign:
            gaps.append(self._gap(piece, f"its body is {held.foreign}", GapKind.UNRESOLVED))
        if held.called:
            why = f"it calls {held.called}, which reads and writes what is told where it is made"
            gaps.append(self._gap(piece, why, GapKind.UNRESOLVED))
        if held.dynamic:
            gaps.append(self._gap(piece, "it runs a text that is put together when it runs", GapKind.UNRESOLVED))
            statements.append(self._told(exp.Command(this="EXECUTE"), piece, dialect, session))
        return statements, gaps

    def _inside_text(self, token: Token, dialect: str, session: Session) -> tuple[list[SqlStatement], list[Gap]]:
        """The statements of a string that is SQL itself."""
        written = self.text[token.start : token.end + 1]
        first = token.line - written.count("\n")
        # With escapes, the lines of the text are not those of the file.
        same = written.count("\n") == token.text.count("\n")
        numbers = (first + n if same else first for n in range(token.text.count("\n") + 1))
        lines = tuple(self._file_line(line) for line in numbers)
        inner = _Reader(self.path, token.text, self.hints, lines, True, session.inside)
        return inner.read(dialect, Session(session.inside, body=True))

    def _statement(self, piece: Piece, dialect: str, session: Session) -> list[SqlStatement] | Gap:
        quiet = moves_no_data(piece)
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


def _trees(tokens: Sequence[Token], text: str, dialect: str) -> list[exp.Expr | None]:
    try:
        trees = _PARSERS.of(dialect).parse(list(tokens), text)
    except BLUNDERS as error:
        raise ParseError(f"sqlglot stops at it: {error}") from error
    if any(token.token_type is TokenType.NOT for token in tokens):
        return [plain(tree) if tree is not None else None for tree in trees]
    return trees


def _unload(place: Token, inner: Sequence[Token], text: str, dialect: str) -> exp.Expr | None:
    """UNLOAD as COPY of a query to files; Redshift writes the query as a string, Athena as it is."""
    if len(inner) == 1 and inner[0].token_type is TokenType.STRING:
        text = "\n" * (inner[0].line - 1) + inner[0].text
        inner, _ = tokenize(text, dialect)
    trees = _trees(inner, text, dialect)
    if not trees or not isinstance(trees[0], exp.Query):
        return None
    return exp.Copy(this=exp.Subquery(this=trees[0]), kind=True, files=[exp.Literal.string(place.text)])


def _parser(dialect: str) -> Parser:
    return Dialect.get_or_raise(dialect).parser()


_PARSERS = PerThread(_parser)


def _reason(error: ParseError) -> str:
    if not error.errors:
        return "not understood: " + str(error).split("\n", 1)[0]
    first = error.errors[0]
    near = str(first.get("highlight") or "").strip().split("\n", 1)[0]
    told = str(first.get("description") or "").split(" but got <", 1)[0].strip().rstrip(".")
    return f"{told}, at {near!r}" if near else told or "not understood"
