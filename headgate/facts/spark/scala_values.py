"""What the expressions of a Scala file give, and the calls of Spark that they make."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from headgate.facts.spark import api
from headgate.facts.spark.program import Binding, Call, Function, Loop, Sort, SparkProgram, Test, Value, root
from headgate.facts.spark.python_names import Scope
from headgate.facts.spark.scala_literals import Literals, line_of, text_of
from headgate.facts.spark.scala_types import sort_of

_OBJECTS = {"SparkSession": Sort.SESSION, "Window": Sort.WINDOW, "SparkContext": Sort.CONTEXT}
_FREE = {"spark": Sort.SESSION, "sc": Sort.CONTEXT, "sqlContext": Sort.SESSION}
_HIGHER = frozenset(("foreach", "map", "flatMap", "filter", "foldLeft", "foldRight", "reduce", "exists", "forall"))
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_COLUMN_OPERATORS = frozenset(("===", "=!=", "&&", "||", "<=>", ">", "<", ">=", "<=", "+", "-", "*", "/", "and", "or"))


class ScalaFlow(Literals):
    """Interprets a compilation unit in the order of its text."""

    def __init__(self, program: SparkProgram) -> None:
        self.program = program
        self.scope = Scope()
        self.loops: tuple[Loop, ...] = ()
        self.function: Function | None = None
        self.statement = 0

    def value(self, node: Node | None) -> Value:
        """The value of `node`, with all calls in it recorded."""
        if node is None:
            return Value(Sort.LOCAL)
        method = getattr(self, f"_on_{node.type}", None)
        found: Value = method(node) if method is not None else self._other(node)
        return found

    def _other(self, node: Node) -> Value:
        parts = tuple(self.value(child) for child in node.named_children)
        return Value(Sort.LOCAL, parts=parts, line=line_of(node))

    def _on_block(self, node: Node) -> Value:
        last = Value(Sort.LOCAL)
        # A comment after the last expression leaves that one the block's value.
        children = [child for child in node.named_children if child.type not in _COMMENTS]
        for index, child in enumerate(children):
            self.statement = line_of(child)
            before = len(self.program.calls)
            last = self.value(child)
            calls = self.program.calls
            if index < len(children) - 1 and len(calls) > before and last.call is calls[-1] and _is_call(child):
                calls[-1].discarded = True
        return last

    _on_template_body = _on_compilation_unit = _on_indented_block = _on_block

    def _on_import_declaration(self, node: Node) -> Value:
        del node
        return Value(Sort.LOCAL)

    _on_package_clause = _on_comment = _on_block_comment = _on_import_declaration

    def _on_object_definition(self, node: Node) -> Value:
        outer, self.scope = self.scope, Scope(self.scope)
        for parameters in node.children_by_field_name("class_parameters"):
            list(self._parameters(parameters))
        self.value(node.child_by_field_name("body"))
        self.scope = outer
        return Value(Sort.LOCAL)

    _on_class_definition = _on_trait_definition = _on_object_definition

    def _on_function_definition(self, node: Node) -> Value:
        outer, kept, loops = self.scope, self.function, self.loops
        name = text_of(node.child_by_field_name("name"))
        function = Function(name, line_of(node), node=node)
        stated = sort_of(node.child_by_field_name("return_type"))
        if stated is not None:
            function.returns = Value(stated)
        outer.names[name] = Value(Sort.FUNCTION, name=name, function=function)
        self.program.functions.append(function)
        self.scope, self.function, self.loops = Scope(outer), function, ()
        for parameters in node.children_by_field_name("parameters"):
            function.given = (*function.given, *self._parameters(parameters))
        function.parameters = tuple(value.name for value in function.given)
        result = self.value(node.child_by_field_name("body"))
        function.exits = (result,)
        self.escape(result)
        if function.returns is None and result.sort not in (Sort.LOCAL, Sort.UNKNOWN):
            function.returns = Value(result.sort)
        self.scope, self.function, self.loops = outer, kept, loops
        return Value(Sort.LOCAL)

    def _parameters(self, node: Node) -> Iterator[Value]:
        for parameter in node.named_children:
            name = text_of(parameter.child_by_field_name("name"))
            sort = sort_of(parameter.child_by_field_name("type"))
            value = Value(sort or Sort.UNKNOWN, name=name, line=line_of(parameter), parameter=True)
            self.scope.names[name] = value
            yield value

    def _on_val_definition(self, node: Node) -> Value:
        value = self.value(node.child_by_field_name("value"))
        pattern = node.child_by_field_name("pattern")
        stated = sort_of(node.child_by_field_name("type"))
        if value.sort is Sort.UNKNOWN and stated is not None:
            value.sort = stated
        if pattern is not None and pattern.type == "identifier":
            self.bind(text_of(pattern), value, node)
        return Value(Sort.LOCAL)

    _on_var_definition = _on_val_definition

    def _on_assignment_expression(self, node: Node) -> Value:
        value = self.value(node.child_by_field_name("right"))
        left = node.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            self.bind(text_of(left), value, node)
        else:
            self.escape(value)
        return Value(Sort.LOCAL)

    def bind(self, name: str, value: Value, node: Node) -> None:
        """Give `name` its value."""
        previous = self.scope.get(name)
        self.program.bindings.append(Binding(name, value, previous, line_of(node), self.function, self.loops))
        if not value.name:
            value.name = name
        self.scope.names[name] = value

    def _on_if_expression(self, node: Node) -> Value:
        condition = self.value(node.child_by_field_name("condition"))
        self.program.tests.append(Test(condition, "truth", None, line_of(node)))
        sides = [self.value(node.child_by_field_name(name)) for name in ("consequence", "alternative")]
        sort = next((side.sort for side in sides if side.sort not in (Sort.LOCAL, Sort.UNKNOWN)), Sort.LOCAL)
        return Value(sort, operator="branch", parts=tuple(sides), line=line_of(node))

    def _on_parenthesized_expression(self, node: Node) -> Value:
        return self.value(node.named_children[0]) if node.named_child_count == 1 else self._other(node)

    def _on_for_expression(self, node: Node) -> Value:
        targets: list[str] = []
        for enumerators in node.children_by_field_name("enumerators"):
            for item in enumerators.named_children:
                for part in item.named_children[1:]:
                    self.value(part)
                if item.named_children and item.named_children[0].type == "identifier":
                    targets.append(text_of(item.named_children[0]))
        return self._in_loop(Loop(line_of(node), "for", tuple(targets)), node.child_by_field_name("body"))

    def _on_while_expression(self, node: Node) -> Value:
        self.value(node.child_by_field_name("condition"))
        return self._in_loop(Loop(line_of(node), "while"), node.child_by_field_name("body"))

    def _in_loop(self, loop: Loop, body: Node | None) -> Value:
        outer, self.loops = self.loops, (*self.loops, loop)
        self.value(body)
        self.loops = outer
        return Value(Sort.LOCAL)

    def _on_lambda_expression(self, node: Node, first: Value | None = None) -> Value:
        outer, self.scope = self.scope, Scope(self.scope)
        names = [text_of(part) for part in _bound(node)]
        for index, name in enumerate(names):
            given = first if index == 0 and first is not None else Value(Sort.LOCAL)
            self.scope.names[name] = Value(given.sort, call=given.call, name=name)
        parameters = set(node.children_by_field_name("parameters"))
        result = Value(Sort.LOCAL)
        for child in node.named_children:
            if child not in parameters:
                result = self.value(child)
        self.scope = outer
        function = Function("<lambda>", line_of(node), tuple(names), node=node)
        return Value(Sort.FUNCTION, function=function, parts=(result,), line=line_of(node))

    def _on_identifier(self, node: Node) -> Value:
        name = text_of(node)
        found = self.scope.get(name)
        if found is None:
            if name in _OBJECTS:
                found = Value(_OBJECTS[name], qualified=name)
            elif name in _FREE:
                found = Value(_FREE[name], name=name)
            elif name in api.FUNCTION_NAMES:
                return Value(Sort.FUNCTION, qualified=name)
            else:
                return Value(Sort.UNKNOWN, name=name, line=line_of(node))
        return found

    def _on_field_expression(self, node: Node) -> Value:
        below = self.value(node.child_by_field_name("value"))
        field = node.child_by_field_name("field")
        return self._member(below, text_of(field), [], {}, field or node, node)

    def _member(
        self, below: Value, name: str, arguments: list[Value], keywords: dict[str, Value], at: Node, whole: Node
    ) -> Value:
        if below.sort is Sort.UNKNOWN and name in api.FRAME_ONLY:
            below.sort = Sort.FRAME
        sort = api.gives(below.sort, name)
        if below.sort is Sort.RDD and name == "collect":
            sort = Sort.ROWS
        result = Value(sort, line=line_of(at), streaming=below.streaming or name == "readStream")
        call = Call(
            name, below, tuple(arguments), keywords, result, line_of(at), whole.end_point[0] + 1, self.function,
            self.loops, statement=self.statement,
        )  # fmt: skip
        result.call = call
        self.program.calls.append(call)
        return result

    def _on_generic_function(self, node: Node) -> Value:
        return self.value(node.child_by_field_name("function"))

    def _on_call_expression(self, node: Node) -> Value:
        function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is not None and function.type == "generic_function":
            function = function.child_by_field_name("function")
        if function is not None and function.type == "field_expression":
            field = function.child_by_field_name("field")
            name = text_of(field)
            below = self.value(function.child_by_field_name("value"))
            if name in _HIGHER and below.sort not in (Sort.FRAME, Sort.RDD, Sort.GROUPED):
                return self._over_items(below, name, given, field or node, node)
            arguments, keywords = self._arguments(given)
            return self._member(below, name, arguments, keywords, field or node, node)
        if function is not None and function.type == "call_expression":
            return self._curried(function, given, node)
        callee = self.value(function)
        arguments, keywords = self._arguments(given)
        return self._apply(callee, arguments, keywords, node)

    def _over_items(self, below: Value, name: str, given: Node | None, at: Node, whole: Node) -> Value:
        """`items.foreach(item => …)` is a loop over local items."""
        outer = self.loops
        self.loops = (*outer, Loop(line_of(at), "for"))
        arguments, keywords = self._arguments(given)
        self.loops = outer
        made = self._member(below, name, arguments, keywords, at, whole)
        named = len(arguments) == 1 and arguments[0].qualified in ("col", "column")
        if name == "map" and named and below.operator == "list" and all(part.text for part in below.parts):
            columns = (Value(Sort.COLUMN, column=part.text or "", line=line_of(at)) for part in below.parts)
            return Value(Sort.LOCAL, operator="list", parts=tuple(columns), line=line_of(at))
        return made

    def _curried(self, function: Node, given: Node | None, node: Node) -> Value:
        """`items.foldLeft(start)((made, item) => …)`: what the fold makes has the start's sort."""
        inner = function.child_by_field_name("function")
        start = self.value(function)
        folds = inner is not None and text_of(inner.child_by_field_name("field")) in ("foldLeft", "foldRight")
        first = start.call.arguments[0] if folds and start.call and start.call.arguments else None
        if first is None:
            arguments, keywords = self._arguments(given)
            return self._apply(start, arguments, keywords, node)
        outer, self.loops = self.loops, (*self.loops, Loop(line_of(node), "fold"))
        for child in given.named_children if given is not None else ():
            if child.type == "lambda_expression":
                self._on_lambda_expression(child, first)
            else:
                self.value(child)
        self.loops = outer
        result = Value(first.sort, line=line_of(node))
        # What is folded stays known as an origin; what the fold makes of it is not followed.
        result.call = Call("foldLeft", first, (), {}, result, line_of(node), node.end_point[0] + 1)
        return result

    def _apply(self, callee: Value, arguments: list[Value], keywords: dict[str, Value], node: Node) -> Value:
        if callee.sort is Sort.FRAME and arguments and arguments[0].text is not None:
            return Value(Sort.COLUMN, column=arguments[0].text, of=callee, line=line_of(node))
        if callee.function is not None and callee.sort is Sort.FUNCTION:
            given = callee.function.returns or Value(Sort.UNKNOWN)
            result = Value(given.sort, line=line_of(node))
            for value in (*arguments, *keywords.values()):
                self.escape(value)
        elif callee.qualified in api.FUNCTION_NAMES:
            same = callee.qualified == "broadcast" and arguments
            result = Value(arguments[0].sort if same else Sort.COLUMN, line=line_of(node))
        elif callee.name in _LISTS:
            return Value(Sort.LOCAL, operator="list", parts=tuple(arguments), line=line_of(node))
        else:
            for value in (*arguments, *keywords.values()):
                self.escape(value)
            return Value(Sort.UNKNOWN if callee.sort is Sort.UNKNOWN else Sort.LOCAL, line=line_of(node))
        name = callee.qualified or callee.name
        call = Call(
            name, None, tuple(arguments), keywords, result, line_of(node), node.end_point[0] + 1, self.function,
            self.loops, statement=self.statement, callee=callee.function,
        )  # fmt: skip
        result.call = call
        self.program.calls.append(call)
        return result

    def _arguments(self, node: Node | None) -> tuple[list[Value], dict[str, Value]]:
        arguments: list[Value] = []
        keywords: dict[str, Value] = {}
        if node is not None and node.type not in ("arguments", "block"):
            return [self.value(node)], {}
        for child in node.named_children if node is not None else ():
            if child.type == "assignment_expression":
                value = self.value(child.child_by_field_name("right"))
                keywords[text_of(child.child_by_field_name("left"))] = value
            elif child.type == "vararg":
                spread = self.value(child.named_children[0] if child.named_children else None)
                arguments += spread.parts if spread.operator == "list" else (spread,)
            elif child.type != "comment":
                arguments.append(self.value(child))
        return arguments, keywords

    def _on_infix_expression(self, node: Node) -> Value:
        operator = text_of(node.child_by_field_name("operator"))
        left = self.value(node.child_by_field_name("left"))
        right_node = node.child_by_field_name("right")
        right = self.value(right_node)
        if left.sort in (Sort.FRAME, Sort.RDD) and operator.isalpha():
            return self._member(left, operator, [right], {}, node.child_by_field_name("operator") or node, node)
        self.program.tests.append(Test(left, operator, right, line_of(node)))
        self.program.tests.append(Test(right, _MIRRORED.get(operator, operator), left, line_of(node)))
        if operator == "+" and left.text is not None and right.text is not None:
            return Value(Sort.LOCAL, constant=left.text + right.text, is_constant=True, line=line_of(node))
        columns = Sort.COLUMN in (left.sort, right.sort) and operator in _COLUMN_OPERATORS
        folded = {"&&": "&", "||": "|", "===": "==", "=!=": "!=", "and": "&", "or": "|"}.get(operator, operator)
        sort = Sort.COLUMN if columns else Sort.LOCAL
        return Value(sort, operator=folded if columns else operator, parts=(left, right), line=line_of(node))

    def escape(self, value: Value) -> None:
        """`value` goes where its further life cannot be seen."""
        for part in (value, *value.parts):
            if part.sort in (Sort.FRAME, Sort.RDD):
                self.program.escaping.update((id(part), id(root(part))))


_COMMENTS = ("comment", "block_comment")
_LISTS = frozenset(("Seq", "List", "Array", "Vector", "IndexedSeq"))


def _is_call(node: Node) -> bool:
    return node.type in ("call_expression", "field_expression")


def _bound(node: Node) -> Iterator[Node]:
    """Names that a lambda binds."""
    for parameters in node.children_by_field_name("parameters"):
        if parameters.type == "identifier":
            yield parameters
        for binding in parameters.named_children:
            name = binding.child_by_field_name("name")
            if name is not None:
                yield name
