"""Imports in a rehearsal: modules of the project are followed, of others only the names are known."""

from __future__ import annotations

import ast
import warnings
from pathlib import PurePosixPath

from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.python_names import Imports, imported, qualified
from headgate.facts.spark.rehearsal.stage import Stage
from headgate.facts.spark.rehearsal.things import Module, Scope

_FOREIGN = ("pyspark", "delta", "pandas", "polars", "numpy", "typing", "datetime", "functools", "os", "sys", "logging")


class Imported(Stage):
    """Binds what is imported."""

    def block(self, body: list[ast.stmt]) -> object:
        """Follow statements; their reader knows how."""
        raise NotImplementedError

    def _on_import(self, node: ast.Import) -> None:
        for alias in node.names:
            module = self._module(alias.name)
            if module is not None and alias.asname:
                self.scope.names[alias.asname] = module
            elif module is not None or self._package(alias.name.split(".", 1)[0]):
                first = alias.name.split(".", 1)[0]
                self.scope.names[first] = self._module(first) or self._folder(first)
            else:
                self.scope.names.update(imported(ast.Import([alias], lineno=node.lineno)))

    def _on_importfrom(self, node: ast.ImportFrom) -> None:
        name = "." * node.level + (node.module or "")
        module = self._module(name)
        for alias in node.names:
            bound = alias.asname or alias.name
            if alias.name == "*":
                self._all_of(module, name)
                continue
            inner = self._module(name + ("" if name.endswith(".") else ".") + alias.name)
            if module is not None and alias.name in module.scope.names:
                self.scope.names[bound] = module.scope.names[alias.name]
            elif inner is not None:
                self.scope.names[bound] = inner
            elif module is not None:
                self.scope.names[bound] = Value(Sort.UNKNOWN, name=alias.name, line=node.lineno)
            else:
                self.scope.names[bound] = qualified(f"{node.module or ''}.{alias.name}", node.lineno)

    def _all_of(self, module: Module | None, name: str) -> None:
        here = self.scope.module
        if module is not None:
            public = {key: thing for key, thing in module.scope.names.items() if not key.startswith("_")}
            self.scope.names.update(public)
            if here is not None:
                here.stars |= module.stars
        elif here is not None:
            here.stars.add(name)

    def submodule(self, module: Module, name: str) -> object | None:
        """`package.module`, for a package of the project."""
        folder = module.path.removesuffix("__init__.py").removesuffix(".py").rstrip("/")
        return self._at(f"{folder}/{name}") if folder else None

    def _folder(self, name: str) -> Module:
        return Module(f"{name}/__init__.py", Scope())

    def _package(self, name: str) -> bool:
        return any(path.startswith(name + "/") or f"/{name}/" in path for path in self.files)

    def _module(self, dotted: str) -> Module | None:
        level = len(dotted) - len(dotted.lstrip("."))
        rest = dotted.lstrip(".").replace(".", "/")
        if not level:
            return None if rest.split("/", 1)[0] in _FOREIGN or not rest else self._at(rest)
        here = self.scope.module.path if self.scope.module is not None else self.program.path
        folder = PurePosixPath(here)
        for _ in range(level):
            folder = folder.parent
        return self._at(str(folder / rest) if rest else str(folder))

    def _at(self, stem: str) -> Module | None:
        stem = stem.removeprefix("./")
        wanted = (f"{stem}.py", f"{stem}/__init__.py")
        path = next((one for one in wanted if one in self.files), None)
        if path is None:
            ends = [one for one in sorted(self.files) if one.endswith(tuple("/" + name for name in wanted))]
            path = ends[0] if len(ends) == 1 else None
        return self._followed(path) if path is not None else None

    def _followed(self, path: str) -> Module | None:
        if path in self.modules:
            return self.modules[path]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(self.files[path])
        except (SyntaxError, ValueError):
            self.gap(f"module {path}", "it is not Python 3 that this version parses")
            return None
        module = self.modules[path] = Module(path, Scope())
        module.scope.module = module
        module.scope.names["__name__"] = PurePosixPath(path).stem
        outer, self.scope = self.scope, module.scope
        before, self.imports = self.imports, Imports(tree)
        try:
            self.block(tree.body)
        finally:
            self.scope, self.imports = outer, before
        return module
