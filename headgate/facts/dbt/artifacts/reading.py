"""Artifacts as JSON: plain, bounded, of a known schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from headgate.errors import HeadgateError

MAX_NODES = 20_000


def read_artifact(text: str, kind: str) -> Mapping[str, object]:
    """The top of a `manifest.json` or `catalog.json`.

    Raises:
        HeadgateError: it is not JSON, or dbt's schema of it is another.
    """
    try:
        top = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HeadgateError(f"not JSON that can be parsed ({type(error).__name__})") from error
    said = said_of(part_of(top, "metadata"), "dbt_schema_version")
    if f"/dbt/{kind}/" not in said:
        raise HeadgateError(f"it is no {kind}.json that dbt wrote")
    return top if isinstance(top, dict) else {}


def part_of(holder: object, key: str) -> Mapping[str, object]:
    """The object under `key`; an empty one where there is none."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def said_of(holder: object, key: str) -> str:
    """The text under `key`; empty where there is none."""
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, str) else ""


def each_of(holder: object, *keys: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The objects under `keys`, with their ids, up to `MAX_NODES`."""
    count = 0
    for key in keys:
        for name, node in part_of(holder, key).items():
            if isinstance(node, dict) and count < MAX_NODES:
                count += 1
                yield name, node


def named_by(identity: str) -> str:
    """What `DbtNode.refs` calls the node of a unique id: `orders`, `shop.orders` for a source table.

    >>> named_by("model.shop.orders.v2"), named_by("source.shop.crm.users")
    ('orders', 'crm.users')
    """
    parts = identity.split(".")
    if parts[0] == "source":
        return ".".join(parts[2:4])
    return parts[2] if len(parts) > 2 else identity


def checksum_of(text: str) -> str:
    """What dbt's manifest says of a file with this text. Source: dbt-core, `FileHash.from_contents`."""
    return hashlib.sha256(text.strip().encode()).hexdigest()
