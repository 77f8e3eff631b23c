"""SQL that stands for a migration in another language, each statement on the line that it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NAME = re.compile(r"[\w.$]{1,200}")
_COMMENT = re.compile(r"--[^\n]*")
_MAX_LINES = 200_000


@dataclass
class Script:
    """Statements by line; the text has each on its own line, so that what is found in it has the file's lines."""

    statements: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, *parts: str) -> None:
        """A statement without its semicolon, from its words; line breaks and comments in it go."""
        text = _COMMENT.sub(" ", " ".join(part for part in parts if part))
        self.statements.append((line, " ".join(text.split())))

    def text(self) -> str:
        """The script; later statements never stand above earlier ones."""
        lines: list[str] = []
        for line, statement in self.statements:
            while len(lines) < min(line, _MAX_LINES):
                lines.append("")
            if lines:
                lines[-1] += f"{statement}; "
        return "\n".join(lines) + "\n"


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return name if _NAME.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A constant as SQL writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "NULL"
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
