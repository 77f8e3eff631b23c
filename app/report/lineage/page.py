"""The lineage as one HTML page that needs nothing else: no network, no server, no other file.

Everything that comes from the repository travels as JSON in a block that no browser executes, and is put on the
page as text only. A policy in the page forbids every request and every script but its own, by hash.
Source: Content Security Policy Level 3, 2.3.1 (hash sources); HTML, 4.12.1.3 (restrictions of `script` content).
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

from app.report.clean import html
from app.report.lineage.document import Lineage
from app.report.lineage.page_data import data

_SCRIPTS = ("model.js", "picture.js", "panel.js", "main.js", "start.js")
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(lineage: Lineage) -> str:
    """The whole page."""
    style, script = _part("page.css"), "\n".join(map(_part, _SCRIPTS))
    filled = {
        "policy": f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'",
        "title": html(lineage.asked.repository),
        "style": style,
        "script": script,
        "data": embedded(data(lineage)),
    }
    parts = _part("page.html").split("@@")
    return "".join(filled[part] if number % 2 else part for number, part in enumerate(parts))


def embedded(document: Any) -> str:
    """`document` as JSON that no end tag, comment or line separator within it can break out of a script block.

    >>> embedded("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for found, escape in _ESCAPES.items():
        text = text.replace(found, escape)
    return text.encode("utf-8", "replace").decode("utf-8")


def _part(name: str) -> str:
    return files(__package__).joinpath("browser", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
