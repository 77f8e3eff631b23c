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


class Origin(StrEnum):
    """Who an entry comes from, as far as this store can tell."""

    SHIPPED = "shipped"
    MAINTAINER = "maintainer"
    """Written by a maintainer's own action."""
    REVIEW = "review"
    """Learned from a review whose code was merged, on a maintainer's word."""
    IMPORTED = "imported"
    """Brought in from elsewhere and confirmed by nobody here: it is told, and lowers nothing."""


class Via(StrEnum):
    """By which door a maintainer acted."""

    CLI = "cli"
    CHAT = "chat"
    GITHUB = "github"


class Because(StrEnum):
    """What a dismissal says of the finding itself."""

    WRONG = "wrong"
    """It is not true."""
    TAKEN = "taken"
    """It is true, and the risk is taken."""


@dataclass(frozen=True, slots=True)
class Held:
    """A place where a pattern was confirmed."""

    repository: str
    path: str
    rule: str
    count: int
    last_seen: str
    """ISO date."""


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
    said: str = ""
    """Words in which people put the problem who do not know its name."""
    origin: str = "maintainer"
    """One of `Origin`."""
    via: str = ""
    """One of `Via` for a decision; empty where it is not known."""
    author: str = ""
    added: str = ""
    """ISO date."""
    expires: str = ""
    """ISO date after which it no longer holds; empty for never."""
    repository: str = ""
    """Where it holds; empty for everywhere."""
    path: str = ""
    scope: str = ""
    """Of a decision: the paths that it speaks of, with `*` for anything."""
    fingerprint: str = ""
    """Of the finding that was decided on."""
    entity: str = ""
    """Of that finding."""
    code: str = ""
    """The shape of its code; see `knowledge.similar`."""
    because: str = ""
    """One of `Because` for a dismissal; empty where it was not said."""
    held: tuple[Held, ...] = ()
    """Where a pattern was confirmed, latest first."""
    recalled: int = 0
    """Days on which it was called up."""
    last_recalled: str = ""
    """ISO date; empty for never."""

    @property
    def id(self) -> str:
        """The point id in the store: a UUID that the slug alone decides."""
        return str(uuid.uuid5(_NAMESPACE, self.slug))

    @property
    def text(self) -> str:
        """What is searched. The title counts twice: it names the thing."""
        return " ".join((self.title, self.title, *self.tags, self.said, self.sign, self.remedy))

    def holds_on(self, day: date) -> bool:
        """Whether it has not expired on `day`."""
        return not self.expires or self.expires >= day.isoformat()

    def payload(self) -> dict[str, Any]:
        """The entry as plain JSON values."""
        told = asdict(self)
        lists = {"rules": list(self.rules), "tags": list(self.tags), "held": [asdict(one) for one in self.held]}
        return told | lists | {"kind": self.kind.value}


_OTHERS = frozenset({"kind", "rules", "tags", "held", "recalled"})
_TEXTS = frozenset(field.name for field in fields(Entry)) - _OTHERS


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
            held=tuple(_held(one) for one in payload.get("held", ())),
            recalled=int(payload.get("recalled", 0)),
            **texts,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"it is no entry: {error}") from error


def _held(told: dict[str, Any]) -> Held:
    places = (str(told[name]) for name in ("repository", "path", "rule"))
    repository, path, rule = places
    return Held(repository, path, rule, int(told["count"]), str(told["last_seen"]))
