"""A program followed from its first line to its last."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from headgate.facts.spark.origins import Told
from headgate.facts.spark.program import SparkProgram
from headgate.facts.spark.python_names import Imports
from headgate.facts.spark.rehearsal.stage import OutOfBudgetError
from headgate.facts.spark.rehearsal.statements import Statements
from headgate.facts.spark.rehearsal.things import Class, Module, Routine
from headgate.gap import Gap, GapKind


class Rehearsal(Statements):
    """One program, and after it the functions that nothing in it called."""

    def run(self, tree: ast.Module) -> None:
        """Follow the module, then what nothing calls; bounded."""
        self.imports = Imports(tree)
        self.spark_imported, self.other_tables = self.imports.spark, self.imports.other_tables
        module = Module(self.program.path, self.scope)
        self.scope.module = module
        self.scope.names["__name__"] = "__main__"
        try:
            self.block(tree.body)
            self.entered = False
            self._uncalled(module)
        except OutOfBudgetError:
            why = "the program takes more steps than are followed"
            self.gaps[Gap(self.program.path, "the rest of the program", why, GapKind.BUDGET)] = None
        except RecursionError:
            self.gaps[Gap(self.program.path, "the rest of the program", "it nests too deeply", GapKind.TOO_LARGE)] = (
                None
            )

    def _uncalled(self, module: Module) -> None:
        for thing in list(module.scope.names.values()):
            if isinstance(thing, Routine) and thing.module.path == module.path and id(thing.node) not in self.followed:
                self.apply(thing, [], {})
        for cls in list(self.classes):
            self._methods(cls, module)

    def _methods(self, cls: Class, module: Module) -> None:
        routines = [one for one in cls.members.values() if isinstance(one, Routine) and one.module.path == module.path]
        waiting = [one for one in routines if id(one.node) not in self.followed and one.name != "__init__"]
        if not waiting:
            return
        instance = self.instance(cls, [], {})
        for routine in waiting:
            if id(routine.node) not in self.followed:
                first = () if routine.form == "static" else (cls if routine.form == "class" else instance,)
                self.apply(routine, list(first), {})


def rehearse(
    path: str,
    text: str,
    tree: ast.Module,
    files: Mapping[str, str] | None = None,
    schemas: Told | None = None,
) -> Rehearsal:
    """The program at `path`, followed.

    Args:
        path: Where it stands in the project.
        text: The program.
        tree: It, parsed.
        files: The project's other modules, by path; imports of them are followed.
        schemas: What is known of the columns of datasets.
    """
    made = Rehearsal(SparkProgram(path, "python", text), files or {}, schemas or Told({}))
    made.run(tree)
    return made
