"""Old schema against new schema, by the rules of a profile."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from headgate.errors import HeadgateError
from headgate.facts.schemas.model import SchemaFormat
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.impact.compat.change import Comparer, Compatibility, Text, untold

_COMPARERS: dict[str, tuple[str, str]] = {
    "avro": ("headgate.impact.compat.avro:compare", "avro"),
    "protobuf": ("headgate.impact.compat.protobuf:compare", "proto-wire"),
    "jsonschema": ("headgate.impact.compat.jsonschema:compare", "jsonschema-validation"),
    "ddl": ("headgate.impact.compat.ddl:compare", "ddl-compat"),
    "dbt_contract": ("headgate.impact.compat.contract:compare_dbt", "dbt-contract"),
    "spark": ("headgate.impact.compat.struct:compare", "parquet"),
    "data_contract": ("headgate.impact.compat.contract:compare_data_contract", "data-contract"),
}


def compare(
    format: SchemaFormat | str,  # noqa: A002
    old: Text,
    new: Text,
    profile: str = "",
    dialect: str = "",
    rules: tuple[str, ...] = (),
) -> Compatibility:
    """Whether readers and writers of two versions of a schema understand each other, and what changed.

    `old` and `new` are texts, or path to text where a schema is spread over files. `rules` limits the answer
    to some kinds of change. A schema that cannot be read leaves both directions untold.

    Raises:
        HeadgateError: there is no such format.
    """
    try:
        name, default = _COMPARERS[str(format)]
    except KeyError as error:
        known = ", ".join(_COMPARERS)
        raise HeadgateError(f"There is no schema format {format!r}; use one of {known}.") from error
    module, _, function = name.partition(":")
    comparer = cast("Comparer", getattr(import_module(module), function))
    try:
        return comparer(old, new, profile or default, dialect, rules)
    except UnreadableSchema as error:
        return untold(str(error))
    except RecursionError:
        return untold("the schema is nested too deeply")
