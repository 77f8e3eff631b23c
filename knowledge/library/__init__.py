"""The shipped patterns: one Markdown file each, beside this one.

A file starts with a title, a few fields, and four sections: Sign, Remedy, When it does not apply, Source. The fields
are `specialist`, `rules`, `tags`, and `said`: words in which people put the problem who do not know its name.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from knowledge.entry import Entry, EntryKind

_SECTION = re.compile(r"^## (.+)$", re.M)
_FIELD = re.compile(r"^(specialist|rules|tags|said): *(.*)$", re.M)
SECTIONS = ("Sign", "Remedy", "When it does not apply", "Source")


@cache
def shipped() -> tuple[Entry, ...]:
    """All shipped patterns, by slug."""
    folder = resources.files(__name__)
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    return tuple(parse(file.name.removesuffix(".md"), file.read_text(encoding="utf-8")) for file in files)


def parse(slug: str, text: str) -> Entry:
    """The pattern that a Markdown file tells of.

    Raises:
        ValueError: the title, the specialist or a section is missing.
    """
    title, _, rest = text.partition("\n")
    told = {name: value.strip() for name, value in _FIELD.findall(rest)}
    parts = _SECTION.split(rest)
    sections = {name.strip(): body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}
    missing = [name for name in SECTIONS if not sections.get(name)]
    if not title.startswith("# ") or missing or not told.get("specialist"):
        raise ValueError(f"{slug}: a pattern needs a title, a specialist and the sections {', '.join(SECTIONS)}")
    return Entry(
        slug=slug,
        kind=EntryKind.PATTERN,
        title=title.removeprefix("# ").strip(),
        specialist=told["specialist"],
        sign=sections["Sign"],
        remedy=sections["Remedy"],
        exceptions=sections["When it does not apply"],
        source=sections["Source"],
        rules=tuple(told.get("rules", "").split()),
        tags=tuple(told.get("tags", "").split()),
        said=told.get("said", ""),
        origin="shipped",
    )
