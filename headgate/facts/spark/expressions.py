"""What a column expression of Spark is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlglot import exp

from headgate.dataset import KAFKA
from headgate.facts.spark import api
from headgate.facts.spark.frames import OPEN, Frame
from headgate.facts.spark.program import Call, Sort, Value
from headgate.facts.spark.sql_text import generated_names, is_generator, is_inline, names_of, parsed, refs_of
from headgate.facts.spark.titles import NAMING, SORTING, aliases, below_alias, last_part, output_name, plain_name
from headgate.facts.spark.types import as_type, element_of, fields_of, is_map
from headgate.facts.sql.relation import NOTHING, Flows, Item, Relation, through
from headgate.lineage import ColumnRef, Effect

_DECODERS = frozenset(("from_avro", "from_json", "from_protobuf", "from_csv"))
_DEEPEST = 60
Look = Callable[[Value], Frame]


@dataclass
class Expression:
    """A reading of one expression over one frame."""

    frame: Frame
    look: Look
    """What another frame holds, for columns that are taken from it by name: `orders.total`."""
    understood: bool = True
    """False as soon as some part may name columns that are not seen."""

    def columns(self, value: Value) -> Iterator[tuple[Item, Relation | None]]:
        """The columns that an argument of `select` or `agg` makes; with the inside of a decoded struct."""
        if value.operator == "list":
            for part in value.parts:
                yield from self.columns(part)
            return
        name = plain_name(value)
        if name is not None and (name == "*" or name.endswith(".*")):
            yield from self._star(name, value)
            return
        if name is not None:
            same, shown = self.item(name, value.of), last_part(name)
            if same is not None and same.name == shown.lower():
                yield (
                    same if same.spelled in ("", shown) else replace(same, spelled=shown),
                    self.inside(value, same.flows),
                )
                return
        made = below_alias(value)
        if made.call is not None and made.call.receiver is None and made.call.method in api.GENERATORS:
            yield from ((item, None) for item in self._generated(made.call, aliases(value)))
            return
        if made.call is not None and made.call.method == "expr" and made is value:
            text = made.call.arguments[0].text if made.call.arguments else None
            yield from ((item, None) for item in self.items_of_sql(text or "", value.line))
            return
        title = output_name(value)
        if not title:
            self.understood = False
        flows = self.flows(value)
        yield Item(title.lower(), flows, value.line, spelled=title, type=self.type(value)), self.inside(value, flows)

    def _star(self, name: str, value: Value) -> Iterator[tuple[Item, Relation | None]]:
        if name == "*":
            below = self.look(value.of) if value.of is not None else self.frame
            yield from ((item, below.structs.get(item.name)) for item in below.relation.items)
            return
        inner = self.frame.structs.get(name[:-2].lower())
        if inner is not None:
            yield from ((item, None) for item in inner.items)
            return
        whole = self.item(name[:-2], None)
        fields = fields_of(whole.type) if whole is not None else None
        if whole is None or fields is None:
            self.understood = False
            yield OPEN, None
            return
        flows = through(whole.flows, Effect.TRANSFORMATION)
        yield from ((Item(n.lower(), flows, value.line, spelled=n, type=t), None) for n, t in fields)

    def _generated(self, call: Call, names: tuple[str, ...]) -> Iterator[Item]:
        """What `explode` and its like make of their argument."""
        whole = call.arguments[0] if call.arguments else None
        flows = self._of_call(call, 0)
        type_ = self.type(whole) if whole is not None else ""
        if call.method in ("inline", "inline_outer"):
            yield from self._inlined(flows, element_of(type_), names, call.line)
            return
        if call.method in ("json_tuple", "stack"):
            wide = len(call.arguments) - 1 if call.method == "json_tuple" else 0
            usual = tuple(f"c{n}" for n in range(wide))
        else:
            usual = ("key", "value") if is_map(type_) else ("col",)
            usual = ("pos", *usual) if call.method.startswith("posexplode") else usual
        given = names or usual
        if not given:
            self.understood = False
            yield OPEN
        for at, name in enumerate(given):
            inner = element_of(type_) if at == len(given) - 1 else ""
            yield Item(name.lower(), flows, call.line, spelled=name, type=inner)

    def _inlined(self, flows: Flows, type_: str, names: tuple[str, ...], line: int) -> Iterator[Item]:
        fields = fields_of(type_) or ()
        given = names or tuple(name for name, _ in fields)
        if not given:
            self.understood = False
            yield OPEN
        for at, name in enumerate(given):
            yield Item(name.lower(), flows, line, spelled=name, type=fields[at][1] if at < len(fields) else "")

    def item(self, name: str, frame: Value | None) -> Item | None:
        """The column called `name` as it stands in the frame; of two, the one that `frame` has."""
        found = self.frame.items(name)
        if len(found) > 1 and frame is not None:
            theirs = self.look(frame).items(name)
            same = [one for one in found if any(one is other for other in theirs)]
            same = same or [one for one in found if any(one.flows == other.flows for other in theirs)]
            found = same or found
        return found[0] if found else None

    def type(self, value: Value) -> str:
        """The type that `value` is declared or made to have; empty where nothing tells."""
        name = plain_name(value)
        if name is not None:
            return self.frame.type_of(name)
        call = below_alias(value).call
        if call is None:
            return ""
        inside = [self.type(one) for one in call.arguments[:1] if one.text is None or call.receiver is None]
        if call.method == "struct":
            parts = [part for one in call.arguments for part in (one.parts if one.operator == "list" else (one,))]
            return "struct<" + ",".join(f"{output_name(p)}:{self.type(p) or 'void'}" for p in parts) + ">"
        if call.method in ("collect_list", "collect_set", "array") and inside:
            return f"array<{inside[0] or 'void'}>"
        if call.method in _DECODERS and len(call.arguments) > 1:
            return as_type(call.arguments[1].text or "")
        if call.method in ("window", "session_window"):
            return "struct<start:timestamp,end:timestamp>"
        if call.method in ("first", "last", "max", "min", "any_value", "array_distinct", "filter", "sort_array"):
            return inside[0] if inside else ""
        if call.method in ("explode", "explode_outer", "element_at"):
            return element_of(inside[0]) if inside else ""
        if call.method in ("getItem", "getField") and call.receiver is not None:
            whole, field = self.type(call.receiver), call.arguments[0].text if call.arguments else None
            named = dict(fields_of(whole) or ())
            return named.get(field, "") if field is not None and named else element_of(whole)
        return ""

    def inside(self, value: Value, flows: Flows) -> Relation | None:
        """The fields of what a decoder makes of a topic's records; of a plain column, what is known of it."""
        name = plain_name(value)
        if name is not None:
            return self.frame.structs.get(name.lower())
        call = below_alias(value).call
        topics = {ref.dataset for ref, _ in flows if ref.dataset.namespace == KAFKA and not ref.column}
        if call is None or call.method not in _DECODERS or len(topics) != 1:
            return None
        topic = topics.pop()
        fields = fields_of(self.type(value)) or ()
        told = [(name, type_, frozenset({(ColumnRef(topic, name.lower()), Effect.IDENTITY)})) for name, type_ in fields]
        items = [Item(name.lower(), flow, value.line, spelled=name, type=type_) for name, type_, flow in told]
        return Relation(tuple(items) or (Item("", open=topic),))

    def flows(self, value: Value, depth: int = 0) -> Flows:
        """What `value` is made from."""
        if depth > _DEEPEST:
            return self._lost()
        name = plain_name(value)
        if name is not None:
            return self._named(name, value.of)
        if value.is_constant:
            return NOTHING
        call = value.call
        if call is not None:
            return self._of_call(call, depth)
        if value.parts:
            parts = (part for part in value.parts if not part.is_constant)
            return through(frozenset().union(*(self.flows(part, depth + 1) for part in parts)), Effect.TRANSFORMATION)
        return self._lost()

    def _of_call(self, call: Call, depth: int) -> Flows:
        receiver = call.receiver
        if receiver is not None and receiver.sort not in (Sort.MODULE, Sort.SESSION):
            return self._of_method(call, receiver, depth)
        if call.method == "expr":
            return self._sql(call.arguments[0].text if call.arguments else None)
        if call.method == "when":
            return self._chosen(call, depth)
        known = call.result.sort is Sort.COLUMN or call.method in api.FUNCTION_NAMES or call.method in _DECODERS
        if call.callee is not None or not known:
            self._lost()  # a function that may name columns itself
        found = NOTHING
        position = 0
        # What a decoder takes besides its column is the schema.
        for argument in call.arguments[: 1 if call.method in _DECODERS else None]:
            for part in argument.parts if argument.operator == "list" else (argument,):
                if part.text is None:
                    # What `lit` is given is no column, whatever a run makes of it.
                    bare = call.method == "lit" and part.sort is not Sort.COLUMN
                    found |= NOTHING if bare else self.flows(part, depth + 1)
                elif api.names_column(call.method, position) or call.result.function is not None:
                    found |= self._named(part.text, None) if part.text != "*" else self._whole(call)
                position += 1
        if "**" in call.keywords:
            self._lost()
        found |= self._by_keyword(call, depth)
        effect = Effect.AGGREGATION if call.method in api.AGGREGATES else Effect.TRANSFORMATION
        return through(found, effect)

    def _whole(self, call: Call) -> Flows:
        """`struct("*")` takes every column; `count("*")` none."""
        if call.method in api.AGGREGATES:
            return NOTHING
        if not self.frame.relation.closed:
            self._lost()
        return frozenset().union(*(item.flows for item in self.frame.relation.items))

    def _by_keyword(self, call: Call, depth: int) -> Flows:
        found = NOTHING
        for name, value in call.keywords.items():
            if value.text is None:
                found |= self.flows(value, depth + 1) if value.sort is Sort.COLUMN else NOTHING
            elif name in ("col", "column", "e", "col1", "col2") and not call.arguments:
                found |= self._named(value.text, None)
        return found

    def _chosen(self, call: Call, depth: int) -> Flows:
        """`when`: the condition chooses, the value is taken."""
        if len(call.arguments) != 2:
            return self._lost()
        steers = self.flows(call.arguments[0], depth + 1)
        taken = self.flows(call.arguments[1], depth + 1) if call.arguments[1].text is None else NOTHING
        return through(taken, Effect.TRANSFORMATION) | frozenset((ref, Effect.CONDITIONAL) for ref, _ in steers)

    def _of_method(self, call: Call, receiver: Value, depth: int) -> Flows:
        found = self.flows(receiver, depth + 1) if receiver.sort is not Sort.WINDOW else NOTHING
        if call.method in (*NAMING, *SORTING):
            return found
        if call.method == "when":
            return found | self._chosen(call, depth)
        for argument in call.values():
            if argument.is_constant:
                continue
            names = argument.sort is Sort.WINDOW or receiver.sort is Sort.WINDOW
            found |= self._window(argument) if names else self.flows(argument, depth + 1)
        return through(found, Effect.TRANSFORMATION)

    def _window(self, window: Value) -> Flows:
        found: Flows = NOTHING
        step: Value | None = window
        while step is not None and step.call is not None:
            if step.call.method in ("partitionBy", "orderBy"):
                for argument in step.call.arguments:
                    for part in argument.parts if argument.operator == "list" else (argument,):
                        found |= self._named(part.text, None) if part.text is not None else self.flows(part)
            step = step.call.receiver
        if step is not None and step.sort is not Sort.WINDOW:
            return self._lost()
        return frozenset((ref, Effect.WINDOW) for ref, _ in found)

    def _named(self, name: str, frame: Value | None) -> Flows:
        if len(self.frame.items(name)) > 1 and frame is not None:
            one = self.item(name, frame)
            return one.flows if one is not None else NOTHING
        found = self.frame.lookup(name)
        if found is None and frame is not None:
            # A column of a frame below that the steps since have dropped, as Spark finds it for `filter`.
            found = self.look(frame).lookup(name)
        if found is None:
            return self._lost() if not self.frame.relation.closed else NOTHING
        return found

    def condition(self, value: Value) -> Flows:
        """What `filter` or a join's condition looks at; a string is SQL."""
        return self._sql(value.text) if value.text is not None else self.flows(value)

    def items_of_sql(self, text: str, line: int) -> Iterator[Item]:
        """The columns that one argument of `selectExpr` makes."""
        tree = parsed(text)
        body = tree.this if isinstance(tree, (exp.Alias, exp.Aliases)) else tree
        star = isinstance(body, exp.Column) and isinstance(body.this, exp.Star)
        if isinstance(body, exp.Star) or star:
            name = ".".join(part.name for part in body.parts) if isinstance(body, exp.Column) else "*"
            plain = Value(Sort.LOCAL, constant=name, is_constant=True, line=line)
            simple = body is not None and not (body.args.get("except_") or body.args.get("replace"))
            yield from (item for item, _ in self._star(name, plain)) if simple else (OPEN,)
            return
        if tree is None or body is None or tree.find(exp.Subquery):
            self.understood = False
            yield OPEN
            return
        flows = self._sql_tree(body)
        names = names_of(tree)
        if is_inline(tree):
            yield from self._inlined(
                flows, element_of(self._type_of_sql(body)), names if tree is not body else (), line
            )
            return
        type_ = element_of(self._type_of_sql(body)) if is_generator(tree) else self._type_of_sql(body)
        if is_map(self._type_of_sql(body)) and is_generator(tree) and names == generated_names(body):
            names = (*names[:-1], "key", "value")
        if not names:
            self.understood = False
            yield OPEN
        for at, name in enumerate(names):
            yield Item(name.lower(), flows, line, spelled=name, type=type_ if at == len(names) - 1 else "")

    def _type_of_sql(self, body: exp.Expr) -> str:
        inner = body
        if not isinstance(inner, exp.Column):
            inner = inner.expressions[0] if isinstance(inner, exp.Anonymous) and inner.expressions else inner.this
        return self.frame.type_of(".".join(p.name for p in inner.parts)) if isinstance(inner, exp.Column) else ""

    def _sql(self, text: str | None) -> Flows:
        tree = parsed(text) if text else None
        return self._sql_tree(tree) if tree is not None else self._lost()

    def _sql_tree(self, tree: exp.Expr) -> Flows:
        refs = refs_of(tree)
        if refs is None:
            return self._lost()
        found: Flows = NOTHING
        for ref in refs:
            flows = self._named(f"{ref.qualifier}.{ref.column}" if ref.qualifier else ref.column, None)
            found |= through(flows, ref.effect)
        return found

    def _lost(self) -> Flows:
        self.understood = False
        return NOTHING
