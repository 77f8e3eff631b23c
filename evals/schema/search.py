"""A bounded random search for a record that proves a verdict of "safe" wrong.

Pairs of schemas are made by changing a small one at random. Where Headgate says that a direction holds, records of the
writer are made at random and read by the other schema with fastavro or jsonschema: one that is refused is a
counter-example, and there must be none.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import fastavro
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from jsonschema import Draft7Validator

from headgate.impact.compat import compare

_PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "string", "bytes")
Schema = Any
"""A schema as JSON."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A verdict of "safe" that a record proves wrong."""

    format: str
    writer: str
    reader: str
    record: str

    def __str__(self) -> str:
        return f"{self.format}: {self.record} of {self.writer} is refused by {self.reader}"


@dataclass(slots=True)
class Searched:
    """What was looked at."""

    pairs: int = 0
    safe: int = 0
    """Directions that were called safe, and searched."""
    untold: int = 0


def search(pairs: int, records: int, seed: int, counted: Searched) -> Iterator[Counterexample]:
    """Counter-examples among `pairs` random pairs of each format, with up to `records` records a direction."""
    chosen = random.Random(seed)  # noqa: S311 - cases, no secrets
    for format_, make, change, refuses, values in (
        ("avro", _avro, _avro_changed, _avro_refuses, _avro_values),
        ("jsonschema", _json_schema, _json_changed, _json_refuses, _json_values),
    ):
        for _ in range(pairs):
            old = make(chosen, 0)
            new = change(chosen, old)
            counted.pairs += 1
            verdict = compare(format_, json.dumps(old), json.dumps(new))
            for holds, writer, reader in ((verdict.backward, old, new), (verdict.forward, new, old)):
                counted.untold += holds is None
                if holds:
                    counted.safe += 1
                    record = _found(values(writer), refuses(writer, reader), records)
                    if record is not None:
                        yield Counterexample(format_, json.dumps(writer), json.dumps(reader), record)


def _found(values: st.SearchStrategy[Any], refuses: Callable[[Any], bool], most: int) -> str | None:
    limits = settings(
        max_examples=most, derandomize=True, database=None, deadline=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        return repr(find(values, refuses, settings=limits))
    except NoSuchExample:
        return None


def _avro(chosen: random.Random, depth: int) -> Schema:
    """A record whose fields are of small types; names are counted, so that none is defined twice."""
    names = iter(range(1_000))

    def type_(below: int) -> Schema:
        kind = chosen.randrange(10)
        if kind < 5 or below > 2:
            return chosen.choice(_PRIMITIVES)
        if kind == 5:
            return {"type": "array", "items": type_(below + 1)}
        if kind == 6:
            return {"type": "map", "values": type_(below + 1)}
        if kind == 7:
            return ["null", chosen.choice(_PRIMITIVES[1:])]
        if kind == 8:
            symbols = ["A", "B", "C"][: chosen.randint(1, 3)]
            enum: dict[str, Schema] = {"type": "enum", "name": f"E{next(names)}", "symbols": symbols}
            return enum | ({"default": "A"} if chosen.random() < 0.5 else {})
        return {"type": "fixed", "name": f"F{next(names)}", "size": chosen.randint(1, 3)}

    return {"type": "record", "name": "R", "fields": [{"name": f"f{n}", "type": type_(depth)} for n in range(3)]}


def _avro_changed(chosen: random.Random, old: Schema) -> Schema:
    new = json.loads(json.dumps(old))
    fields = new["fields"]
    for _ in range(chosen.randint(1, 2)):
        kind, at = chosen.randrange(6), chosen.randrange(len(fields))
        one = fields[at]
        if kind == 0:
            fields.append({"name": "g", "type": "int"} | ({"default": 0} if chosen.random() < 0.7 else {}))
            break
        if kind == 1 and len(fields) > 1:
            fields.pop(at)
        elif kind == 2:
            one["type"] = chosen.choice(_PRIMITIVES)
        elif kind == 3 and isinstance(one["type"], str) and one["type"] != "null":
            one["type"] = ["null", one["type"]]
        elif kind == 4 and isinstance(one["type"], dict) and "symbols" in one["type"]:
            one["type"]["symbols"] = ["A", "B", "C", "D"][: chosen.randint(1, 4)]
        elif kind == 5:
            one["aliases"], one["name"] = [one["name"]], f"h{at}"
    return new


def _avro_values(schema: Schema) -> st.SearchStrategy[Any]:
    if isinstance(schema, list):
        return st.one_of([_avro_values(branch) for branch in schema])
    if isinstance(schema, str):
        return {
            "null": st.none(), "boolean": st.booleans(), "int": st.integers(-(2**31), 2**31 - 1),
            "long": st.integers(-(2**63), 2**63 - 1), "float": st.floats(width=32, allow_nan=False),
            "double": st.floats(allow_nan=False), "string": st.text(max_size=5), "bytes": st.binary(max_size=5),
        }[schema]  # fmt: skip
    kind = schema["type"]
    if kind == "record":
        return st.fixed_dictionaries({one["name"]: _avro_values(one["type"]) for one in schema["fields"]})
    if kind == "array":
        return st.lists(_avro_values(schema["items"]), max_size=2)
    if kind == "map":
        return st.dictionaries(st.text(max_size=3), _avro_values(schema["values"]), max_size=2)
    if kind == "enum":
        return st.sampled_from(schema["symbols"])
    return st.binary(min_size=schema["size"], max_size=schema["size"])


def _avro_refuses(writer: Schema, reader: Schema) -> Callable[[Any], bool]:
    written, read = (fastavro.parse_schema(one, named_schemas={}) for one in (writer, reader))

    def refuses(record: Any) -> bool:
        encoded = io.BytesIO()
        fastavro.schemaless_writer(encoded, written, record)
        encoded.seek(0)
        try:
            fastavro.schemaless_reader(encoded, written, read)
        except UnicodeDecodeError:
            # The specification lets any bytes be read as a string; this decoder insists on UTF-8.
            return False
        except Exception:  # noqa: BLE001 - whatever the decoder raises is a refusal
            return True
        return False

    return refuses


_JSON_TYPES = ("string", "integer", "number", "boolean", "null")


def _json_schema(chosen: random.Random, depth: int) -> Schema:
    kind = chosen.randrange(8)
    if kind < 3 or depth > 2:
        made: dict[str, Schema] = {"type": chosen.choice(_JSON_TYPES)}
        if made["type"] == "integer" and chosen.random() < 0.5:
            made["minimum"] = chosen.randint(-2, 2)
        if made["type"] == "string" and chosen.random() < 0.5:
            made["maxLength"] = chosen.randint(0, 4)
        return made
    if kind == 3:
        return {"enum": chosen.sample(["a", "b", 1, None, True], chosen.randint(1, 4))}
    if kind == 4:
        return {"type": "array", "items": _json_schema(chosen, depth + 1)}
    if kind == 5:
        return {"anyOf": [_json_schema(chosen, depth + 1) for _ in range(2)]}
    names = ["a", "b", "c"][: chosen.randint(1, 3)]
    object_: dict[str, Schema] = {
        "type": "object",
        "properties": {name: _json_schema(chosen, depth + 1) for name in names},
        "required": chosen.sample(names, chosen.randint(0, len(names))),
    }
    return object_ | ({"additionalProperties": False} if chosen.random() < 0.4 else {})


def _json_changed(chosen: random.Random, old: Schema) -> Schema:
    new = json.loads(json.dumps(old))
    places = [one for one in _below(new) if isinstance(one, dict)]
    one = chosen.choice(places)
    kind = chosen.randrange(6)
    if kind == 0:
        one["type"] = chosen.choice(_JSON_TYPES)
    elif kind == 1 and "required" in one:
        one["required"] = one["required"][1:]
    elif kind == 2 and "properties" in one:
        one["properties"]["d"] = _json_schema(chosen, 2)
    elif kind == 3:
        one.pop("additionalProperties", None)
    elif kind == 4 and "enum" in one:
        one["enum"] = [*one["enum"], "z"]
    else:
        one["minimum"] = chosen.randint(-2, 2)
    return new


def _below(schema: Schema) -> Iterator[Schema]:
    yield schema
    items = [schema["items"]] if "items" in schema else []
    for inner in (*schema.get("properties", {}).values(), *schema.get("anyOf", ()), *items):
        yield from _below(inner)


def _json_values(schema: Schema) -> st.SearchStrategy[Any]:
    """Values that the schema may accept, and some beside them: what it refuses is no record of the writer."""
    words = st.sampled_from(["a", "b", "z", "", "abcde"])
    plain = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([0.5, 1.0]), words)
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), plain)
    if "anyOf" in schema:
        return st.one_of([_json_values(one) for one in schema["anyOf"]])
    if "properties" in schema:
        members = {name: _json_values(one) for name, one in schema["properties"].items()}
        return st.fixed_dictionaries({}, optional=members | {"d": plain})
    if "items" in schema:
        return st.lists(_json_values(schema["items"]), max_size=2)
    return plain


def _json_refuses(writer: Schema, reader: Schema) -> Callable[[Any], bool]:
    written, read = Draft7Validator(writer), Draft7Validator(reader)
    return lambda value: written.is_valid(value) and not read.is_valid(value)
