"""Single message transforms: what they make of a record's topic and of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from headgate.facts.streams.connect.configuration import Connector, listed
from headgate.facts.streams.regexes import careful, replaced

_ROUTERS = {
    "regexrouter": ("regex", "replacement"),
    "topicregexrouter": ("regex", "replacement"),
    "bylogicaltablerouter": ("topic.regex", "topic.replacement"),
    "tologicaltopicrouter": ("topic.regex", "topic.replacement"),
}
"""Class to the settings of its pattern and of what takes its place. Sources: Kafka, "Transformations"; Debezium."""
_MOVERS = ("eventrouter", "timestamprouter", "messagetimestamprouter", "extracttopic", "schemanametotopic")
"""What decides the topic from the record itself."""
_KEEPERS = frozenset(
    ("extractnewrecordstate", "unwrapfromenvelope", "valuetokey", "cast", "timestampconverter", "maskfield", "flatten",
     "insertfield", "insertheader", "headerfrom", "dropheaders", "filter", "setschemametadata", "tombstonehandler",
     "insertuuid", "createkey", "extractfield", *_ROUTERS, *_MOVERS)
)  # fmt: skip
"""What leaves the other fields under their names."""


@dataclass(frozen=True, slots=True)
class Transform:
    """One transform of a connector's chain."""

    alias: str
    type: str
    """Its class without package and without `$Value` or `$Key`, in lower case."""
    on_key: bool
    conditional: bool
    """It has a predicate, so only some records go through it."""
    settings: dict[str, str] = field(default_factory=dict)


def transforms_of(connector: Connector) -> Iterator[Transform]:
    """The chain, in order."""
    for alias in listed(connector.setting("transforms")):
        start = f"transforms.{alias}."
        own = {key[len(start) :]: value for key, value in connector.settings if key.startswith(start)}
        name, _, part = own.get("type", "").partition("$")
        yield Transform(alias, name.rsplit(".", 1)[-1].lower(), part == "Key", "predicate" in own, own)


def routed(connector: Connector, topic: str) -> str | None:
    """The topic of a record of `topic` behind all transforms; None where only a record tells."""
    name: str | None = topic
    for one in transforms_of(connector):
        if one.type in _MOVERS:
            return None
        if one.type not in _ROUTERS or name is None:
            continue
        settings = _ROUTERS[one.type]
        pattern = careful(one.settings.get(settings[0], ""))
        after = replaced(pattern, one.settings.get(settings[1], ""), name) if pattern is not None else None
        name = None if one.conditional and after != name else after
    return name


def field_after(connector: Connector, name: str) -> str:
    """What the field `name` is called behind all transforms; empty where it is dropped."""
    for one in transforms_of(connector):
        if one.type != "replacefield" or one.on_key:
            continue
        renames = dict(pair.split(":", 1) for pair in listed(one.settings.get("renames")) if ":" in pair)
        kept = _included(one)
        if name in listed(one.settings.get("exclude") or one.settings.get("blacklist")) or (kept and name not in kept):
            return ""
        name = renames.get(name, name)
    return name


def _included(one: Transform) -> tuple[str, ...]:
    return tuple(listed(one.settings.get("include") or one.settings.get("whitelist")))


def listed_fields(connector: Connector) -> tuple[str, ...]:
    """The only fields that the first transform which chooses some lets through; none where no one does."""
    chosen = [_included(one) for one in transforms_of(connector) if one.type == "replacefield" and not one.on_key]
    return next((names for names in chosen if names), ())


def drops_fields(connector: Connector) -> bool:
    """Whether some transform lets only a part of the fields through, of every record."""
    return any(
        one.type == "replacefield"
        and not one.on_key
        and not one.conditional
        and any(key in one.settings for key in ("include", "whitelist", "exclude", "blacklist"))
        for one in transforms_of(connector)
    )


def keeps_fields(connector: Connector) -> bool:
    """Whether every transform is known to leave fields as they are, but for what `field_after` tells."""
    return all(one.on_key or one.type in _KEEPERS or one.type == "replacefield" for one in transforms_of(connector))
