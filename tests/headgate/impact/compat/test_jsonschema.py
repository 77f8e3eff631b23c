"""JSON Schemas against each other, by validation and by a registry's rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from headgate.impact.compat import compare
from headgate.impact.compat.expressions import language
from headgate.impact.compat.languages import both, member, other, within


def both_ways(old: Any, new: Any, profile: str = "") -> tuple[bool | None, bool | None]:
    found = compare("jsonschema", json.dumps(old), json.dumps(new), profile)
    return found.backward, found.forward


def test_a_new_required_member_refuses_what_was_valid() -> None:
    old = {"type": "object", "properties": {"id": {"type": "string"}}}
    found = compare("jsonschema", json.dumps(old), json.dumps({**old, "required": ["id"]}))
    assert (found.backward, found.forward) == (False, True)
    assert any("required property" in one.text for one in found.evidence)
    assert [change.kind for change in found.breaking] == ["REQUIRED_ADDED"]


def test_an_optional_member_of_an_open_object_may_clash_with_what_was_there() -> None:
    old, new = {"type": "object"}, {"type": "object", "properties": {"note": {"type": "string"}}}
    assert both_ways(old, new) == (False, True)
    closed = {"additionalProperties": False}
    assert both_ways({**old, **closed}, {**new, **closed}) == (True, False)


def test_the_same_said_otherwise_is_the_same() -> None:
    old = {"definitions": {"s": {"type": "string"}}, "anyOf": [{"$ref": "#/definitions/s"}, {"type": "null"}]}
    assert both_ways(old, {"type": ["string", "null"]}) == (True, True)


def test_recursive_schemas_are_compared_and_end() -> None:
    def tree(leaf: str) -> dict[str, Any]:
        node = {"type": "object", "properties": {"v": {"type": leaf}, "next": {"$ref": "#/definitions/n"}}}
        return {"$ref": "#/definitions/n", "definitions": {"n": node}}

    assert both_ways(tree("integer"), tree("number")) == (True, False)


def test_conditions_are_cases() -> None:
    def by_kind(kinds: list[str]) -> dict[str, Any]:
        card = {"if": {"properties": {"kind": {"const": "card"}}}, "then": {"required": ["number"]}}
        return {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": kinds}}, **card}

    assert both_ways(by_kind(["cash"]), by_kind(["cash", "card"])) == (True, False)


def test_what_is_not_understood_is_not_safe() -> None:
    old, new = {"type": "string", "pattern": "(?=a)b"}, {"type": "string", "pattern": "(?=b)a"}
    assert True not in both_ways(old, new)
    assert both_ways({"$ref": "other.json"}, {"$ref": "another.json"}) == (None, None)


def test_a_registry_compares_keywords() -> None:
    dated = {"type": "string", "format": "date"}
    assert both_ways({"type": "string"}, dated, "jsonschema-registry") == (False, True)
    assert both_ways({"type": "string"}, dated, "jsonschema-validation") == (True, True)


@pytest.mark.parametrize(
    ("one", "another", "inside"),
    [("^ab+$", "^a", True), ("^a", "^ab+$", False), ("^[0-9]{4}$", r"^\d+$", True), ("x|y", "^(x|y)$", False)],
)
def test_patterns_are_languages(one: str, another: str, inside: bool) -> None:
    assert within(language(one), language(another)) is inside


def test_the_text_that_tells_two_patterns_apart_is_found() -> None:
    assert member(both(language("^[ab]c$"), other(language("^a")))) == "bc"


SIMPLE = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["integer", "number", "string", ["string", "null"], "boolean"]),
        "minimum": st.integers(-3, 3),
        "maximum": st.integers(-3, 3),
        "multipleOf": st.integers(1, 4),
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(0, 3),
        "enum": st.lists(st.sampled_from([0, 1, 2.5, "a", "ab", None, True]), min_size=1, max_size=3),
    },
)
SCHEMA = SIMPLE | st.fixed_dictionaries({"anyOf": st.lists(SIMPLE, min_size=1, max_size=2)}) | st.fixed_dictionaries(
    {"not": SIMPLE, "allOf": st.lists(SIMPLE, max_size=1)}
)  # fmt: skip
VALUES: list[Any] = [
    None,
    True,
    False,
    -4,
    -3,
    -1,
    0,
    1,
    2,
    3,
    4,
    6,
    12,
    0.5,
    2.5,
    "",
    "a",
    "ab",
    "abc",
    "abcd",
    [],
    {},
]


@given(SCHEMA, SCHEMA)
@settings(max_examples=150, deadline=None)
def test_a_proof_has_no_counter_example(old: dict[str, Any], new: dict[str, Any]) -> None:
    backward, _ = both_ways(old, new)
    counter = [v for v in VALUES if Draft7Validator(old).is_valid(v) and not Draft7Validator(new).is_valid(v)]
    if counter:
        assert backward is not True, counter


def test_limits_that_contradict_each_other_accept_no_text() -> None:
    backward, forward = both_ways({"minLength": 1, "maxLength": 1}, {"minLength": 1, "maxLength": 0})
    assert (backward, forward) == (False, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"oneOf": [{"enum": ["a"]}], "type": "string"}, {"const": "a", "type": "string"}),
        ({"enum": [None]}, {"type": "null"}),
        ({"anyOf": [{"enum": ["A", "B"]}, {"pattern": "^[Bb]$", "type": "string"}]},
         {"anyOf": [{"enum": ["A"]}, {"pattern": "^[Bb]$", "type": "string"}]}),
        ({"type": "number"}, {"type": "number", "minLength": 1, "required": ["a"]}),
    ],
)  # fmt: skip
def test_what_only_says_the_same_otherwise_is_no_change(old: dict[str, Any], new: dict[str, Any]) -> None:
    def whole(part: dict[str, Any], longest: int) -> str:
        return json.dumps({"properties": {"a": part, "b": {"type": "string", "maxLength": longest}}})

    changes = compare("jsonschema", whole(old, 9), whole(new, 5), "jsonschema-registry").changes

    assert [change.entity for change in changes if change.backward] == ["b:maxLength"]


def test_a_part_that_is_spelled_alike_is_another_where_what_it_refers_to_changed() -> None:
    def document(longest: int) -> dict[str, Any]:
        names = {"outer": {"$ref": "#/definitions/name"}, "name": {"type": "string", "maxLength": longest}}
        return {"definitions": names, "properties": {"a": {"$ref": "#/definitions/outer"}}}

    assert both_ways(document(5), document(9)) == (True, False)
    assert both_ways(document(5), document(5) | {"title": "same"}) == (True, True)
