"""Text from a reviewed repository, made harmless for where it is shown."""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAK = "\u200b"
"""A space of no width: it parts what a renderer would join to a link or a mention."""
_MARKS = re.compile(r"([\\`*\[\]<>|~&$]|(?<![^\W_])_|_(?![^\W_]))")
_AT_START = re.compile(r"^(\s*)(?=[#+=-])|^(\s*\d+)(?=[.)])")
_LINKED = re.compile(r"(?<=\w)(?=://)|(?<=\bwww)(?=\.)|(?<=@)(?=[\w-])|(?<=#)(?=\d)|(?<=\bGH)(?=-\d)", re.I)
_RUN = re.compile(r"`+")


def visible(text: str) -> str:
    """`text` with every control and direction character written out, so that no terminal obeys it.

    >>> visible("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    return _INVISIBLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text.replace("\r\n", "\n"))


def folded(text: str) -> str:
    """`text` on one line."""
    return " ".join(visible(text).split())


def code(text: str) -> str:
    """`text` as inline code of Markdown, whatever backticks it holds.

    >>> code("a`b")
    '`` a`b ``'
    """
    inside = folded(text)
    if not inside:
        return ""
    longest = max((len(run) for run in _RUN.findall(inside)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{inside}{pad}{fence}"


def cell(markdown: str) -> str:
    """Finished Markdown, safe within a table."""
    return markdown.replace("|", "\\|").replace("\\\\|", "\\|")


def prose(text: str) -> str:
    """`text` as Markdown prose in which only spans of code speak: no link, image, mention, HTML or heading.

    >>> prose("see `a_b`, @team ![x](http://e.vil)")
    'see `a_b`, @\\u200bteam !\\\\[x\\\\](http\\u200b://e.vil)'
    """
    parts = folded(text).split("`")
    spoken = [_escaped(part) if number % 2 == 0 else code(part) for number, part in enumerate(parts[:-1])]
    last = _escaped(parts[-1]) if len(parts) % 2 else "\\`" + _escaped(parts[-1])
    return "".join([*spoken, last])


def _escaped(text: str) -> str:
    return _LINKED.sub(_BREAK, _AT_START.sub(r"\g<0>\\", _MARKS.sub(r"\\\1", text)))


def block(text: str, language: str = "") -> str:
    """`text` as a fenced block that it cannot leave."""
    inside = visible(text).rstrip("\n")
    longest = max((len(run) for run in _RUN.findall(inside)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{inside}\n{fence}"


def html(text: str) -> str:
    """`text` within an HTML tag of a Markdown page."""
    safe = folded(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINKED.sub(_BREAK, safe)
