"""What is remembered: patterns, and what people decided about findings."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

_NAMESPACE = uuid.UUID("6f0c1c0e-6d5b-5a0f-9d5e-8c1c6b0a7f11")


class EntryKind(StrEnum):
    PATTERN = "pattern"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing worth remembering, with where it came from and how long it holds."""

    slug: str
    """Unique: `spark-skewed-join-key`; a decision's is `<kind>:<repository>:<fingerprint>`."""
    kind: EntryKind
    title: str
    specialist: str
    sign: str = ""
    """How one recognises it."""
    remedy: str = ""
    exceptions: str = ""
    """When it does not apply."""
    source: str = ""
    """Specification, manual or paper; for a decision, the finding's message."""
    rules: tuple[str, ...] = ()
    """Rules whose findings call it up."""
    tags: tuple[str, ...] = ()
    origin: str = "maintainer"
    """`shipped`, `maintainer`, `review`."""
    author: str = ""
    added: str = ""
    """ISO date."""
    expires: str = ""
    """ISO date after which it no longer holds; empty for never."""
    repository: str = ""
    """Where it holds; empty for everywhere."""
    path: str = ""
    fingerprint: str = ""
    """Of the finding that was decided on."""

    @property
    def id(self) -> str:
        """The point id in the store: a UUID that the slug alone decides."""
        return str(uuid.uuid5(_NAMESPACE, self.slug))

    @property
    def text(self) -> str:
        """What is searched. The title counts twice: it names the thing."""
        return " ".join((self.title, self.title, *self.tags, self.sign, self.remedy))

    def holds_on(self, day: date) -> bool:
        """Whether it has not expired on `day`."""
        return not self.expires or self.expires >= day.isoformat()

    def payload(self) -> dict[str, Any]:
        """The entry as plain JSON values."""
        told = asdict(self)
        return told | {"kind": self.kind.value, "rules": list(self.rules), "tags": list(self.tags)}


_TEXTS = frozenset(field.name for field in fields(Entry)) - {"kind", "rules", "tags"}


def from_payload(payload: dict[str, Any]) -> Entry:
    """The entry that `payload` tells of; names that are not an entry's are passed over.

    Raises:
        ValueError: a value has the wrong form, or `slug`, `kind`, `title` or `specialist` is missing.
    """
    texts = {name: str(value) for name, value in payload.items() if name in _TEXTS}
    try:
        return Entry(
            kind=EntryKind(payload["kind"]),
            rules=tuple(str(rule) for rule in payload.get("rules", ())),
            tags=tuple(str(tag) for tag in payload.get("tags", ())),
            **texts,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"it is no entry: {error}") from error
