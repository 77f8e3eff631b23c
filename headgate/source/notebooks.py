"""Notebooks as Python, on the lines of the notebook file."""

from __future__ import annotations

import json
import re

from headgate.errors import HeadgateError

_MAGIC = re.compile(r"^([ \t]*)([%!].*)$", re.M)


def to_python(text: str) -> str:
    """The code cells of an `.ipynb` file, each line on the line where it stands in the file.

    Magics and shell lines become comments. A `%%sql` cell becomes `spark.sql(...)`.

    Raises:
        HeadgateError: the text is not a notebook.
    """
    try:
        document = json.loads(text)
        cells = list(document["cells"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise HeadgateError("it is not a notebook: no JSON with cells") from error
    lines = text.split("\n")
    sources = [_parts(cell) for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    if len(lines) < sum(map(len, sources)):
        # Written without line breaks: no line of the code has a line of its own.
        return "\n".join(_plain("".join(parts)) for parts in sources)
    out: list[str] = [""] * len(lines)
    cursor = 0
    for parts in sources:
        for part, line in zip(parts, _plain("".join(parts)).split("\n"), strict=False):
            cursor = _find(lines, cursor, part)
            _put(out, cursor, line)
            cursor += 1
    return "\n".join(out)


def _parts(cell: dict[str, object]) -> list[str]:
    source = cell.get("source", [])
    return [str(part) for part in source] if isinstance(source, list) else str(source).splitlines(keepends=True)


def _plain(code: str) -> str:
    """Code that Python's parser takes, with as many lines as before."""
    if code.lstrip().startswith("%%sql"):
        _, _, body = code.partition("\n")
        quoted = body.rstrip("\n").replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        return f'spark.sql("""\n{quoted}""")'
    return _MAGIC.sub(r"\1pass  # \2", code)


def _find(lines: list[str], start: int, part: str) -> int:
    """The line of the file at which the JSON string for `part` stands, from `start` on."""
    needle = json.dumps(part)[1:-1]
    plain = json.dumps(part, ensure_ascii=False)[1:-1]
    for index in range(start, len(lines)):
        if needle in lines[index] or plain in lines[index]:
            return index
    return start


def _put(out: list[str], index: int, line: str) -> None:
    while index >= len(out):
        out.append("")
    out[index] = f"{out[index]}; {line.strip()}" if out[index] else line
