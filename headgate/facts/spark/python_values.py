"""What the expressions of a Python file give, and the calls of Spark that they make."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from headgate.facts.spark import api
from headgate.facts.spark.program import Call, Constant, Function, Loop, Sort, SparkProgram, Test, Value, root
from headgate.facts.spark.python_names import Imports, Scope, free, qualified
from headgate.facts.spark.python_text import formatted, joined

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in", ast.BitAnd: "&", ast.BitOr: "|", ast.Add: "+",
    ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.And: "and", ast.Or: "or", ast.Not: "not",
    ast.Invert: "~", ast.USub: "-",
}  # fmt: skip
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_FRAME_METHODS = api.FRAME_TO_FRAME | api.GROUPING | api.FRAME_ACTIONS


class Expressions:
    """Evaluates expressions within the scope, the loops and the function that are set from outside."""

    def __init__(self, program: SparkProgram, imports: Imports) -> None:
        self.program = program
        self.imports = imports
        self.scope = Scope()
        self.loops: tuple[Loop, ...] = ()
        self.function: Function | None = None
        self.statement = 0

    def call_function(self, function: Function, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        """What a call of a function of the file gives; the statements' reader knows."""
        raise NotImplementedError

    def value(self, node: ast.expr | None) -> Value:
        """The value of `node`, with all calls in it recorded."""
        if node is None:
            return Value(Sort.LOCAL, is_constant=True)
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            found: Value = method(node)
            return found
        parts = tuple(self.value(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        return Value(Sort.LOCAL, parts=parts, line=node.lineno)

    def condition(self, node: ast.expr) -> None:
        """Evaluate what decides a branch."""
        if isinstance(node, ast.BoolOp):
            for part in node.values:
                self.condition(part)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.condition(node.operand)
        else:
            value = self.value(node)
            if not isinstance(node, ast.Compare):
                self.program.tests.append(Test(value, "truth", None, node.lineno))

    def _constant(self, node: ast.Constant) -> Value:
        constant: Constant = node.value if isinstance(node.value, str | int | float | bool | None) else str(node.value)
        return Value(Sort.LOCAL, constant=constant, is_constant=True, line=node.lineno)

    def _name(self, node: ast.Name) -> Value:
        found = self.scope.get(node.id)
        if found is None:
            found = free(node.id, self.imports)
            found.line = node.lineno
            self.module_scope().names[node.id] = found
        return found

    def module_scope(self) -> Scope:
        scope = self.scope
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def _attribute(self, node: ast.Attribute) -> Value:
        below = self.value(node.value)
        if below.sort is Sort.MODULE or (below.qualified and below.sort is Sort.UNKNOWN):
            return qualified(f"{below.qualified}.{node.attr}", node.lineno)
        if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            return self._member(node)
        self._reveal(below, node.attr)
        if node.attr in api.PROPERTIES and below.sort in (Sort.SESSION, Sort.FRAME, Sort.BUILDER):
            result = Value(api.gives(below.sort, node.attr), line=self._line(node))
            self._record(node.attr, below, [], {}, result, node)
            return result
        if below.sort is Sort.FRAME and node.attr not in _FRAME_METHODS:
            return Value(Sort.COLUMN, column=node.attr, of=below, line=node.lineno)
        if below.sort is Sort.WINDOW:
            return Value(Sort.LOCAL, line=node.lineno)
        if below.sort is Sort.UNKNOWN and self.imports.frame_like(node.attr.lstrip("_")):
            return Value(Sort.FRAME, line=node.lineno, shown=False)
        return Value(Sort.UNKNOWN if below.sort is not Sort.LOCAL else Sort.LOCAL, line=node.lineno)

    def _member(self, node: ast.Attribute) -> Value:
        name = f"self.{node.attr}"
        found = self.scope.get(name)
        if found is None:
            sort = Sort.SESSION if node.attr in ("spark", "_spark", "spark_session", "session") else Sort.UNKNOWN
            found = Value(sort, name=name, line=node.lineno, parameter=True)
            if self.imports.frame_like(node.attr):
                found = Value(Sort.FRAME, name=name, line=node.lineno, shown=False, parameter=True)
            self.scope.names[name] = found
        return found

    def _reveal(self, value: Value, method: str) -> None:
        """A method that only Spark's DataFrames have shows what an unknown value is."""
        if value.sort is Sort.UNKNOWN and method in (api.FRAME_ONLY if self.imports.spark else api.UNMISTAKABLE):
            value.sort = Sort.FRAME

    def _subscript(self, node: ast.Subscript) -> Value:
        below, index = self.value(node.value), self.value(node.slice)
        if below.sort is Sort.FRAME:
            if index.text is not None:
                return Value(Sort.COLUMN, column=index.text, of=below, line=node.lineno)
            sort = Sort.FRAME if index.sort is Sort.COLUMN else Sort.COLUMN
            return Value(sort, of=below, parts=(index,), line=node.lineno)
        if below.sort in (Sort.COLUMN, Sort.PANDAS, Sort.ROWS):
            return Value(below.sort, parts=(below, index), line=node.lineno)
        if below.operator == "list" and index.whole is not None and -len(below.parts) <= index.whole < len(below.parts):
            return below.parts[index.whole]
        return Value(Sort.UNKNOWN, line=node.lineno)

    def _call(self, node: ast.Call) -> Value:
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func)
        callee = self.value(node.func)
        arguments, keywords = self._arguments(node)
        return self._apply(node, callee, arguments, keywords)

    def _method(self, node: ast.Call, func: ast.Attribute) -> Value:
        own = isinstance(func.value, ast.Name) and func.value.id in ("self", "cls")
        if own and (member := self.scope.get(f"self.{func.attr}")) is not None and member.function is not None:
            arguments, keywords = self._arguments(node)
            return self._apply(node, member, [Value(Sort.LOCAL), *arguments], keywords)
        below = self.value(func.value)
        if below.sort is Sort.MODULE or (below.sort is Sort.UNKNOWN and below.qualified):
            callee = qualified(f"{below.qualified}.{func.attr}", func.lineno)
            arguments, keywords = self._arguments(node)
            return self._apply(node, callee, arguments, keywords)
        self._reveal(below, func.attr)
        arguments, keywords = self._arguments(node)
        if below.text is not None and func.attr == "format":
            return formatted(below.text, arguments, keywords, node.lineno)
        if func.attr == "transform" and below.sort is Sort.FRAME and arguments and arguments[0].function:
            self.call_function(arguments[0].function, [below, *arguments[1:]], keywords)
        result = Value(api.gives(below.sort, func.attr), line=node.lineno, shown=below.shown)
        if func.attr == "register" and any(value.function for value in arguments):
            result = Value(Sort.UDF, function=next(value.function for value in arguments if value.function))
        result.streaming = below.streaming or func.attr == "readStream"
        self._record(func.attr, below, arguments, keywords, result, func, node.end_lineno)
        return result

    def _apply(self, node: ast.Call, callee: Value, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        if callee.function is not None and callee.sort is Sort.FUNCTION and not callee.function.udf:
            given = self.call_function(callee.function, arguments, keywords)
            result = Value(given.sort, shown=given.shown, line=node.lineno, qualified=given.qualified)
            call = self._record(callee.function.name, None, arguments, keywords, result, node, node.end_lineno)
            call.callee = callee.function
            return result
        name = callee.qualified.rsplit(".", 1)[-1] or callee.name
        result = Value(self._applied(callee, name, arguments), line=node.lineno, function=callee.function)
        if result.sort is Sort.UDF and callee.sort is not Sort.UDF:
            result.function = next((value.function for value in arguments if value.function), None)
            if result.function is not None:
                result.function.udf = name
            self._record(name, None, arguments, keywords, result, node, node.end_lineno)
            return result
        if name == "sql" or callee.sort in (Sort.UDF, Sort.FUNCTION, Sort.WINDOW) or callee.qualified:
            self._record(name, None, arguments, keywords, result, node, node.end_lineno)
            return result
        for value in (*arguments, *keywords.values()):
            self.escape(value)
        result.name = name
        return result

    def _applied(self, callee: Value, name: str, arguments: Sequence[Value]) -> Sort:
        if callee.sort is Sort.UDF:
            return Sort.COLUMN
        if callee.sort in (Sort.SESSION, Sort.CONTEXT, Sort.WINDOW, Sort.BUILDER) and callee.qualified:
            return callee.sort
        if callee.qualified.startswith(api.COLUMN_MODULES):
            if name in ("udf", "pandas_udf"):
                return Sort.UDF
            return arguments[0].sort if name == "broadcast" and arguments else Sort.COLUMN
        if callee.qualified.startswith(("pandas.", "polars.", "dask.", "pyspark.pandas.")):
            return Sort.PANDAS
        if callee.qualified.startswith("builtins."):
            if any(value.sort is Sort.COLUMN for value in arguments) and name in api.FUNCTION_NAMES:
                return Sort.COLUMN
            return Sort.LOCAL
        return Sort.UNKNOWN

    def _arguments(self, node: ast.Call) -> tuple[list[Value], dict[str, Value]]:
        arguments: list[Value] = []
        for argument in node.args:
            starred = isinstance(argument, ast.Starred)
            value = self.value(argument.value if isinstance(argument, ast.Starred) else argument)
            arguments += value.parts if starred and value.operator == "list" else (value,)
        return arguments, {keyword.arg or "**": self.value(keyword.value) for keyword in node.keywords}

    def _record(
        self, method: str, receiver: Value | None, arguments: list[Value], keywords: dict[str, Value],
        result: Value, at: ast.expr, end_line: int | None = None,
    ) -> Call:  # fmt: skip
        line = self._line(at)
        call = Call(
            method, receiver, tuple(arguments), keywords, result, line, max(line, end_line or line),
            self.function, self.loops, statement=self.statement,
        )  # fmt: skip
        result.call = call
        self.program.calls.append(call)
        return call

    @staticmethod
    def _line(at: ast.expr) -> int:
        return at.end_lineno or at.lineno if isinstance(at, ast.Attribute) else at.lineno

    def escape(self, value: Value) -> None:
        """`value` goes where its further life cannot be seen."""
        for part in (value, *value.parts):
            if part.sort in (Sort.FRAME, Sort.RDD):
                self.program.escaping.add(id(part))
                self.program.escaping.add(id(root(part)))

    def _lambda(self, node: ast.Lambda) -> Value:
        names = tuple(argument.arg for argument in node.args.args)
        function = Function("<lambda>", node.lineno, names, node=node)
        outer, self.scope = self.scope, Scope(self.scope)
        for name in names:
            self.scope.names[name] = Value(Sort.LOCAL, name=name)
        self.value(node.body)
        self.scope = outer
        return Value(Sort.FUNCTION, function=function, line=node.lineno)

    def _compare(self, node: ast.Compare) -> Value:
        operands = [self.value(part) for part in (node.left, *node.comparators)]
        operator = _OPERATORS[type(node.ops[0])]
        if len(operands) == 2:
            left, right = operands
            self.program.tests.append(Test(left, operator, right, node.lineno))
            self.program.tests.append(Test(right, _MIRRORED.get(operator, operator), left, node.lineno))
        return self._combined(operator, operands, node)

    def _binop(self, node: ast.BinOp) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.Add) and left.text is not None and right.text is not None:
            return Value(Sort.LOCAL, constant=left.text + right.text, is_constant=True, line=node.lineno)
        return self._combined(_OPERATORS.get(type(node.op), "?"), [left, right], node)

    def _boolop(self, node: ast.BoolOp) -> Value:
        return self._combined(_OPERATORS[type(node.op)], [self.value(part) for part in node.values], node)

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        operand = self.value(node.operand)
        if isinstance(node.op, ast.USub) and operand.whole is not None:
            return Value(Sort.LOCAL, constant=-operand.whole, is_constant=True, line=node.lineno)
        return self._combined(_OPERATORS.get(type(node.op), "?"), [operand], node)

    @staticmethod
    def _combined(operator: str, operands: list[Value], node: ast.expr) -> Value:
        sorts = {value.sort for value in operands}
        sort = next((s for s in (Sort.COLUMN, Sort.PANDAS, Sort.NUMBER) if s in sorts), Sort.LOCAL)
        return Value(sort, operator=operator, parts=tuple(operands), line=node.lineno)

    def _ifexp(self, node: ast.IfExp) -> Value:
        self.condition(node.test)
        sides = self.value(node.body), self.value(node.orelse)
        sort = sides[0].sort if sides[0].sort is not Sort.LOCAL else sides[1].sort
        return Value(sort, operator="branch", parts=sides, line=node.lineno)

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        parts = tuple(self.value(item.value if isinstance(item, ast.Starred) else item) for item in node.elts)
        return Value(Sort.LOCAL, operator="list", parts=parts, line=node.lineno)

    _tuple = _set = _list

    def _dict(self, node: ast.Dict) -> Value:
        keys = [self.value(key) for key in node.keys if key is not None]
        values = [self.value(value) for value in node.values]
        operator = "dict" if len(keys) == len(values) else ""
        return Value(Sort.LOCAL, operator=operator, parts=(*keys, *values), line=node.lineno)

    def _namedexpr(self, node: ast.NamedExpr) -> Value:
        value = self.value(node.value)
        self.scope.names[node.target.id] = value
        return value

    def _await(self, node: ast.Await) -> Value:
        return self.value(node.value)

    def _joinedstr(self, node: ast.JoinedStr) -> Value:
        parts = (part.value if isinstance(part, ast.FormattedValue) else part for part in node.values)
        return joined([self.value(part) for part in parts], node.lineno)

    def _listcomp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
        return self._comprehension(node.generators, [node.elt], node)

    _setcomp = _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Value:
        return self._comprehension(node.generators, [node.key, node.value], node)

    def _comprehension(self, generators: list[ast.comprehension], made: list[ast.expr], node: ast.expr) -> Value:
        outer, loops = self.scope, self.loops
        self.scope = Scope(outer)
        first: Value | None = None
        for generator in generators:
            over = self.value(generator.iter)
            first = first or over
            targets = tuple(n.id for n in ast.walk(generator.target) if isinstance(n, ast.Name))
            for name in targets:
                self.scope.names[name] = Value(Sort.UNKNOWN if over.sort is Sort.UNKNOWN else Sort.LOCAL, name=name)
            self.loops = (*self.loops, Loop(node.lineno, "comprehension", targets, turns(over)))
            for test in generator.ifs:
                self.condition(test)
        parts = tuple(self.value(part) for part in made)
        self.scope, self.loops = outer, loops
        return Value(Sort.LOCAL, operator="comprehension", of=first, parts=parts, line=node.lineno)


def turns(over: Value) -> int | None:
    """How often a loop over this value runs, where the file tells."""
    if over.operator == "list":
        return len(over.parts)
    call = over.call
    if call is not None and call.method == "range" and call.receiver is None and call.arguments:
        bounds = [value.whole for value in call.arguments]
        if all(bound is not None for bound in bounds):
            return len(range(*[bound for bound in bounds if bound is not None][:3] or [0]))
    return None
