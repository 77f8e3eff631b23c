"""From terms to cells: disjunctive normal form, one JSON type at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from headgate.facts.schemas.positions import Json
from headgate.impact.compat.jsonschema.cells import Cell, Contained, Items, Member, Names, joined
from headgate.impact.compat.jsonschema.terms import (
    FALSE,
    TRUE,
    All,
    Fixed,
    Not,
    Raw,
    Root,
    Some,
    Term,
    every,
    exact,
    identity,
    negated,
    type_of,
)

MAX_CELLS = 400
_MAX_UNFOLDING = 60


class Undecided(Exception):  # noqa: N818 - an answer
    """The schemas are too large or too strange to decide; the message says why in one clause."""


Cells = tuple[Cell, ...]


class Expander:
    """Cells of terms, remembered."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, str], Cells] = {}
        self._kept: list[Term] = []
        """Terms whose identity stands in `_known`; they must outlive it."""

    def cells(self, term: Term, type_: str) -> Cells:
        """The values of one type that `term` accepts, as a union of cells.

        Raises:
            Undecided: there are too many.
        """
        key = (term.key, type_)
        if key not in self._known:
            self._known[key] = self._expand(term, type_, True, 0)
            self._kept.append(term)
        return self._known[key]

    def _expand(self, term: Term, type_: str, positive: bool, depth: int) -> Cells:
        if depth > _MAX_UNFOLDING:
            raise Undecided("references lead in a circle")
        if isinstance(term, Not):
            return self._expand(term.part, type_, not positive, depth + 1)
        if isinstance(term, All | Some):
            parts = (self._expand(part, type_, positive, depth + 1) for part in term.parts)
            return _product(type_, parts) if isinstance(term, All) is positive else _union(parts)
        if isinstance(term, Fixed):
            return self._fixed(term, type_, positive)
        schema = term.schema
        if not isinstance(schema, dict):
            return (Cell(type_),) if (schema is not False) is positive else ()
        said = (
            self._expand(part, type_, positive, depth + 1) if not isinstance(part, tuple) else part
            for part in self._conditions(schema, term.root, type_, positive)
        )
        return _product(type_, said) if positive else _union(said)

    @staticmethod
    def _fixed(term: Fixed, type_: str, positive: bool) -> Cells:
        if not positive:
            raise Undecided("a case cannot be turned around")
        return (term.cell,) if isinstance(term.cell, Cell) and term.type == type_ else ()

    def _conditions(self, schema: dict[str, Json], root: Root, type_: str, positive: bool) -> Iterable[Term | Cells]:
        """The conditions that a schema object makes of values of one type: terms, or cells already.

        With `positive` they all hold; otherwise each item is what breaks one of them.
        """
        reference = next((schema[key] for key in ("$ref", "$recursiveRef", "$dynamicRef") if key in schema), None)
        if isinstance(reference, str):
            target = root.find(reference)
            if target is None:
                yield (Cell(type_, tokens=frozenset({("$ref", reference, positive)})),)
            else:
                yield Raw(target, root)
            if not root.siblings:
                return
        yield from self._general(schema, root, type_, positive)
        make = _Keywords(schema, root, positive)
        special: Callable[[], Iterable[Cells | Term]] = {
            "number": make.number,
            "string": make.string,
            "array": make.array,
            "object": make.object,
        }.get(type_, tuple)
        yield from special()

    def _general(self, schema: dict[str, Json], root: Root, type_: str, positive: bool) -> Iterable[Term | Cells]:
        if "type" in schema:
            yield _of_type(schema["type"], type_, positive)
        if "const" in schema:
            yield _of_values([schema["const"]], schema, root, type_, positive)
        enum = schema.get("enum")
        if isinstance(enum, list):
            yield _of_values(enum, schema, root, type_, positive)
        for keyword in ("allOf", "anyOf", "oneOf"):
            branches = schema.get(keyword)
            if isinstance(branches, list):
                yield _combined(keyword, tuple(Raw(branch, root) for branch in branches))
        if "not" in schema:
            yield negated(Raw(schema["not"], root))
        if "if" in schema:
            condition = Raw(schema["if"], root)
            then, otherwise = Raw(schema.get("then", True), root), Raw(schema.get("else", True), root)
            yield Some((every(condition, then), every(negated(condition), otherwise)))


def _combined(keyword: str, branches: tuple[Raw, ...]) -> Term:
    if keyword == "allOf":
        return every(*branches)
    if keyword == "anyOf":
        return Some(branches)
    return Some(
        tuple(every(branch, *(negated(other) for other in branches if other is not branch)) for branch in branches)
    )


def _of_type(said: Json, type_: str, positive: bool) -> Cells:
    names = said if isinstance(said, list) else [said]
    if type_ in names:
        return (Cell(type_),) if positive else ()
    if type_ == "number" and "integer" in names:
        return (Cell(type_, whole=positive),)
    return () if positive else (Cell(type_),)


def _of_values(listed: list[Json], schema: dict[str, Json], root: Root, type_: str, positive: bool) -> Cells:
    fitting = tuple(value for value in listed if type_of(value) == type_)
    if root.registry and "type" in schema and positive:
        # A registry compares keywords; that no value can meet them is not its question.
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        strange = [
            value for value in listed if type_of(value) not in {"number" if k == "integer" else k for k in kinds}
        ]
        if strange and type_ in kinds:
            return (Cell(type_, tokens=frozenset({("enum", identity(list(listed)), True)})),)
    if positive:
        return (Cell(type_, values=fitting),) if fitting else ()
    return (Cell(type_, excluded=fitting),)


def _union(parts: Iterable[Cells]) -> Cells:
    found = tuple(cell for part in parts for cell in part)
    if len(found) > MAX_CELLS:
        raise Undecided("too many combinations")
    return found


def _product(type_: str, parts: Iterable[Cells]) -> Cells:
    def times(left: Cells, right: Cells) -> Cells:
        if len(left) * len(right) > MAX_CELLS * 4:
            raise Undecided("too many combinations")
        return tuple(cell for one in left for other in right if (cell := joined(one, other)) is not None)

    found: Cells | None = None
    for part in parts:
        found = part if found is None else times(found, part)
        if not found:
            return ()  # whatever else is asked, nothing is left that could meet it
    return _union([(Cell(type_),) if found is None else found])


class _Keywords:
    """The keywords for one type, each as the cells that it leaves (or, negated, that break it)."""

    def __init__(self, schema: dict[str, Json], root: Root, positive: bool) -> None:
        self.schema = schema
        self.root = root
        self.positive = positive

    def _number(self, key: str) -> Fraction | None:
        value = self.schema.get(key)
        return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def _count(self, key: str) -> int | None:
        value = self._number(key)
        return int(value) if value is not None and value >= 0 else None

    def _term(self, key: str) -> Term:
        value = self.schema.get(key, True)
        return Raw(value, self.root) if isinstance(value, dict | bool) else TRUE

    def _counts(self, type_: str, least_key: str, most_key: str) -> Iterable[Cells]:
        least, most = self._count(least_key), self._count(most_key)
        if least:
            yield (Cell(type_, least=least),) if self.positive else (Cell(type_, most=least - 1),)
        if most is not None:
            yield (Cell(type_, most=most),) if self.positive else (Cell(type_, least=most + 1),)

    def _tokens(self, type_: str, *keys: str) -> Iterable[Cells]:
        for key in keys:
            if key in self.schema:
                yield (Cell(type_, tokens=frozenset({(key, identity(self.schema[key]), self.positive)})),)

    def number(self) -> Iterable[Cells]:
        positive = self.positive
        for key, is_open in (("minimum", False), ("exclusiveMinimum", True)):
            bound = self._number(key)
            if bound is not None:
                yield (
                    (Cell("number", low=bound, low_open=is_open),)
                    if positive
                    else (Cell("number", high=bound, high_open=not is_open),)
                )
        for key, is_open in (("maximum", False), ("exclusiveMaximum", True)):
            bound = self._number(key)
            if bound is not None:
                yield (
                    (Cell("number", high=bound, high_open=is_open),)
                    if positive
                    else (Cell("number", low=bound, low_open=not is_open),)
                )
        factor = self._number("multipleOf")
        if factor:
            chosen = frozenset({abs(factor)})
            yield (Cell("number", multiples=chosen),) if positive else (Cell("number", not_multiples=chosen),)

    def string(self) -> Iterable[Cells]:
        yield from self._counts("string", "minLength", "maxLength")
        pattern = self.schema.get("pattern")
        if isinstance(pattern, str) and not self.root.registry:
            chosen = frozenset({pattern})
            yield (Cell("string", patterns=chosen),) if self.positive else (Cell("string", not_patterns=chosen),)
        if self.root.registry:
            yield from self._tokens(
                "string", "pattern", "format", "contentEncoding", "contentMediaType", "contentSchema"
            )

    def array(self) -> Iterable[Cells]:
        yield from self._counts("array", "minItems", "maxItems")
        if self.schema.get("uniqueItems") is True:
            yield (Cell("array", unique=self.positive),)
        items = self._items()
        if items.first or items.rest is not TRUE:
            yield (Cell("array", items=(items,)),) if self.positive else _broken_items(items)
        if "contains" in self.schema:
            yield self._contained()
        yield from self._tokens("array", "unevaluatedItems")

    def _items(self) -> Items:
        items, first = self.schema.get("items"), self.schema.get("prefixItems")
        if isinstance(items, list):
            first, rest = items, self._term("additionalItems")
        else:
            rest = self._term("items") if "items" in self.schema else TRUE
        return Items(tuple(Raw(item, self.root) for item in first) if isinstance(first, list) else (), rest)

    def _contained(self) -> Cells:
        term = self._term("contains")
        least = self._count("minContains")
        least, most = 1 if least is None else least, self._count("maxContains")
        if self.positive:
            return (Cell("array", contained=(Contained(term, least, most),)),)
        found = [Cell("array", contained=(Contained(term, 0, least - 1),))] if least else []
        if most is not None:
            found.append(Cell("array", contained=(Contained(term, most + 1),)))
        return tuple(found)

    def object(self) -> Iterable[Cells | Term]:
        yield from self._counts("object", "minProperties", "maxProperties")
        required = self.schema.get("required")
        chosen = frozenset(name for name in required if isinstance(name, str)) if isinstance(required, list) else ()
        if chosen:
            yield (
                (Cell("object", required=frozenset(chosen)),)
                if self.positive
                else tuple(Cell("object", names=(Names(((name, FALSE),)),)) for name in sorted(chosen))
            )
        names = self._names()
        if names.named or names.patterns or names.rest is not TRUE:
            yield (Cell("object", names=(names,)),) if self.positive else _broken_names(names)
        if "propertyNames" in self.schema:
            term = self._term("propertyNames")
            yield (
                (Cell("object", name_terms=(term,)),)
                if self.positive
                else (Cell("object", tokens=frozenset({("propertyNames", repr(term.key), False)})),)
            )
        yield from self._dependencies()
        yield from self._tokens("object", "unevaluatedProperties")

    def _names(self) -> Names:
        def members(key: str) -> tuple[tuple[str, Term], ...]:
            value = self.schema.get(key)
            found = value.items() if isinstance(value, dict) else ()
            return tuple((name, Raw(inner, self.root)) for name, inner in found if isinstance(inner, dict | bool))

        return Names(members("properties"), members("patternProperties"), self._term("additionalProperties"))

    def _dependencies(self) -> Iterable[Term]:
        for key in ("dependencies", "dependentRequired", "dependentSchemas"):
            value = self.schema.get(key)
            for name, demanded in value.items() if isinstance(value, dict) else ():
                absent = Raw({"properties": {name: False}}, self.root)
                implied: Json = {"required": [name, *demanded]} if isinstance(demanded, list) else None
                yield Some((absent, Raw(implied, self.root) if implied else every(Raw(demanded, self.root))))


def _broken_items(items: Items) -> Cells:
    found = [
        Cell(
            "array",
            least=index + 1,
            items=(
                Items(
                    (*(TRUE,) * index, negated(term)),
                ),
            ),
        )
        for index, term in enumerate(items.first)
    ]
    if items.rest is not TRUE:
        if items.first:
            found.append(
                Cell("array", least=len(items.first) + 1, tokens=frozenset({("items", repr(items.rest.key), False)}))
            )
        else:
            found.append(Cell("array", contained=(Contained(negated(items.rest)),)))
    return tuple(found)


def _broken_names(names: Names) -> Cells:
    found = [
        Cell("object", required=frozenset({name}), names=(Names(((name, negated(term)),)),))
        for name, term in names.named
    ]
    found += [Cell("object", members=(Member(negated(term), pattern),)) for pattern, term in names.patterns]
    if names.rest is not TRUE:
        found.append(Cell("object", members=(Member(negated(names.rest), outside=names),)))
    return tuple(found)
