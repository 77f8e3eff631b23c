"""Carriers in schemas: Avro, Protobuf, JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from evals.attacks.carriers.placing import Placed, commented


def _avro(mark: str, doc: str, alias: str = "") -> Placed:
    path = f"schemas/a_{mark}.avsc"
    field: dict[str, Any] = {"name": f"id_{mark}", "type": "string"}
    record = {"type": "record", "name": f"R{mark}", "doc": doc, "fields": [field]}
    if alias:
        record["aliases"] = [alias]
        field["aliases"] = [alias]
    return Placed(path, f'      "name": "id_{mark}",', {path: json.dumps(record, indent=2) + "\n"})


def avro_doc(mark: str, text: str) -> Placed:
    return _avro(mark, text)


def avro_name(mark: str, text: str) -> Placed:
    return _avro(mark, f"named {mark}", text)


def proto_comment(mark: str, text: str) -> Placed:
    path = f"protos/p_{mark}.proto"
    code = f"""syntax = "proto3";
package shop.{mark};

{commented("//", text)}
message P{mark} {{
  string id_{mark} = 1;
}}
"""
    return Placed(path, f"  string id_{mark} = 1;", {path: code})


def _json_schema(mark: str, description: str, reference: str = "") -> Placed:
    path = f"schemas/j_{mark}.schema.json"
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "description": description,
        "properties": {f"id_{mark}": {"type": "string"}, "other": {"$ref": reference} if reference else {}},
    }
    return Placed(path, f'    "id_{mark}": {{', {path: json.dumps(schema, indent=2) + "\n"})


def json_schema_description(mark: str, text: str) -> Placed:
    return _json_schema(mark, text)


def json_schema_ref(mark: str, text: str) -> Placed:
    return _json_schema(mark, f"refers {mark}", text)


CARRIERS: Mapping[str, Callable[[str, str], Placed]] = {
    "avro-doc": avro_doc,
    "avro-name": avro_name,
    "proto-comment": proto_comment,
    "json-schema-description": json_schema_description,
    "json-schema-ref": json_schema_ref,
}
