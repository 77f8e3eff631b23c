"""Data vaults: what the packages' macros are told, and what hubs, links and satellites must have.

Source: the parameters of datavault4dbt (hub, link, sat_v0) and AutomateDV (hub, link, sat) as their documentation
gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CALL = re.compile(r"\b(datavault4dbt|automate_dv|dbtvault|dbtvault_bq)\.(\w+)\s*\(")
_ROLES = (
    (re.compile(r"^(hub|ref_hub)$"), "hub"),
    (re.compile(r"^(link|nh_link|t_link|hal|rec_link|eff_link)$"), "link"),
    (re.compile(r"sat"), "satellite"),
    (re.compile(r"^(stage|prep_hash|prejoin)$"), "staging"),
    (re.compile(r"^(pit|bridge|control_snap_v\d|snap_v\d)$"), "bridge"),
)
_SETTING = re.compile(r"^[ \t]*[\"']?(\w+)[\"']?[ \t]*[:=][ \t]*(.*)$", re.M)
_ITEM = re.compile(r"^[ \t]*-[ \t]*(?:name:[ \t]*)?[\"']?([\w.]+)[\"']?", re.M)
_QUOTED = re.compile(r"[\"']([\w.]+)[\"']")
_LONGEST = 60_000
_PARENTS = ("parent_hashkey", "src_pk", "parent_hashkeys")
_HASH_KEYS = ("hashkey", "link_hashkey", "parent_hashkey", "src_pk")
_FOREIGN = ("foreign_hashkeys", "src_fk")


@dataclass(frozen=True, slots=True)
class MacroRole:
    role: str
    macro: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a model tells the macro that makes it."""

    key: tuple[str, ...]
    foreign: tuple[str, ...]
    business: tuple[str, ...]
    payload: tuple[str, ...]
    sources: tuple[str, ...]


def macro_role(text: str) -> MacroRole | None:
    """The part of a vault that a model's macro makes; None where it calls none."""
    found = _CALL.search(text[:_LONGEST])
    if found is None:
        return None
    role = next((role for pattern, role in _ROLES if pattern.search(found[2])), "")
    return MacroRole(role, f"{found[1]}.{found[2]}") if role else None


def metadata(text: str) -> Metadata:
    """The settings of the macro, wherever the text gives them."""
    settings = _settings(text[:_LONGEST])
    return Metadata(
        key=_first(settings, _HASH_KEYS),
        foreign=_first(settings, _FOREIGN),
        business=_first(settings, ("business_keys", "src_nk")),
        payload=_first(settings, ("src_payload", "payload")),
        sources=_first(settings, ("source_models", "source_model")),
    )


def in_words(text: str) -> str:
    """What the macro of a model is told, in a sentence; empty where there is none."""
    if macro_role(text) is None:
        return ""
    told = metadata(text)
    parts = [f"hash key {', '.join(told.key)}"] if told.key else []
    parts += [f"business key {', '.join(told.business)}"] if told.business else []
    parts += [f"of the hubs {', '.join(told.foreign)}"] if told.foreign else []
    parts += [f"describes by {', '.join(told.payload)}"] if told.payload else []
    parts += [f"from {', '.join(told.sources)}"] if told.sources else []
    return "; ".join(parts)


def vault_keys(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the macro of a model makes unique: the hash key, of a satellite together with the load date."""
    role = macro_role(text)
    told = metadata(text) if role is not None else None
    if role is None or told is None or len(told.key) != 1:
        return
    if role.role in ("hub", "link"):
        yield told.key, f"by {role.macro}"
    elif role.role == "satellite" and "ma" not in role.macro.rpartition(".")[2].split("_"):
        yield (*told.key, "ldts"), f"by {role.macro}, with the load date"


def parents(text: str) -> tuple[str, ...]:
    """The hash keys on which a satellite hangs."""
    return _first(_settings(text[:_LONGEST]), _PARENTS)


def _settings(text: str) -> dict[str, tuple[str, ...]]:
    """Names to the values on their line or, as a list, on the lines below."""
    found: dict[str, tuple[str, ...]] = {}
    matches = list(_SETTING.finditer(text))
    for number, match in enumerate(matches):
        name, rest = match[1], match[2].strip()
        if "metadata" in rest or found.get(name):
            continue
        if rest and not rest.startswith(("{{", "{%")):
            values = tuple(_QUOTED.findall(rest)) or ((rest.rstrip(","),) if re.fullmatch(r"[\w.]+,?", rest) else ())
        else:
            end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
            values = tuple(_ITEM.findall(text[match.end() : end]))
        found[name] = values
    return found


def _first(settings: dict[str, tuple[str, ...]], names: tuple[str, ...]) -> tuple[str, ...]:
    return next((settings[name] for name in names if settings.get(name)), ())
