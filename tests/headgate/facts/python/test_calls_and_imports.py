"""What a Python file offers to others, and which calls its functions refuse."""

from __future__ import annotations

import pytest

from headgate.facts.python.module import PythonModule, read
from headgate.facts.python.modules import PythonFiles
from headgate.facts.python.surface import Given, PythonFile, Signature, refusal
from headgate.facts.python.undefined import undefined_names
from headgate.facts.reading import FileFacts, SourceFile
from headgate.source.kinds import Kind


def surface_of(text: str, path: str = "dags/a.py") -> PythonFile:
    said = read(SourceFile(path, text, frozenset({Kind.PYTHON}))).facts.python
    assert said is not None
    return said


def module_of(text: str, path: str = "dags/a.py") -> PythonModule:
    (module,) = read(SourceFile(path, text, frozenset({Kind.PYTHON}))).subjects
    assert isinstance(module, PythonModule)
    return module


SIGNATURE = Signature("load", 1, ("path", "mode"), required=1, keyword_only=("day",), required_keywords=("day",))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (Given(1, ("day",), 1), ""),
        (Given(0, ("path", "day"), 1), ""),
        (Given(3, ("day",), 1), "3 arguments are given by position, and it takes 2"),
        (Given(1, ("day", "dya"), 1), "it has no parameter `dya`"),
        (Given(1, ("path", "day"), 1), "`path` is given twice, by position and by name"),
        (Given(0, ("day",), 1), "the required `path` is missing"),
        (Given(1, (), 1), "the required `day` is missing"),
        (Given(0, (), 1, spread=True), ""),
    ],
)
def test_a_call_is_refused_as_python_refuses_it(given: Given, why: str) -> None:
    assert refusal(SIGNATURE, given) == why


def test_signatures_of_undecorated_functions_and_classes_that_are_bound_once() -> None:
    said = surface_of(
        "import functools\n"
        "def one(a, b=1, *, c): pass\n"
        "@functools.cache\n"
        "def two(a): pass\n"
        "def three(a): pass\n"
        "three = None\n"
        "class Four:\n"
        "    def __init__(self, a, *rest, **more): pass\n"
        "class Five(dict):\n"
        "    pass\n"
    )

    assert [one.name for one in said.signatures] == ["one", "Four"]
    assert said.signatures[0].required_keywords == ("c",)
    assert said.signatures[1].positional == ("a",)
    assert said.signatures[1].any_keyword
    assert set(said.names) >= {"one", "two", "three", "Four", "Five", "functools"}
    assert not said.open


@pytest.mark.parametrize("line", ["from helpers import *", "def __getattr__(name): return 1", "globals()['x'] = 1"])
def test_a_module_that_may_bind_more_is_open(line: str) -> None:
    assert surface_of(line + "\n").open


def test_imports_under_a_condition_are_nobodys_promise() -> None:
    said = surface_of("try:\n    from shop.a import x\nexcept ImportError:\n    x = None\nfrom shop.b import y\n")

    assert [(one.module, one.name) for one in said.imports] == [("shop.b", "y")]


def test_modules_are_found_from_the_importer_and_not_where_several_could_be_meant() -> None:
    paths = ["dags/a.py", "dags/utils/gcp.py", "dags/tasks/__init__.py", "src/utils/gcp.py", "dags/deep/b.py"]
    files = {path: FileFacts(path, python=PythonFile()) for path in paths}
    modules = PythonFiles(files, [*paths, "dags/tasks/fast.pyx"])

    assert modules.module("tasks", "dags/a.py") == "dags/tasks/__init__.py"
    assert modules.module("..tasks", "dags/deep/b.py") == "dags/tasks/__init__.py"
    assert modules.module("utils.gcp", "dags/a.py") == ""
    assert modules.module("nowhere", "dags/a.py") == ""
    assert modules.submodule("tasks", "fast", "dags/a.py")
    assert not modules.submodule("tasks", "slow", "dags/a.py")


def test_undefined_names_stand_where_their_own_function_asks_for_them() -> None:
    found = undefined_names(
        module_of(
            "def one():\n"
            "    missing = 1\n"
            "    return [missing for _ in range(3)]\n"
            "def two():\n"
            "    return (lambda: missing)\n"
            "class Three:\n"
            "    field = 1\n"
            "    def read(self):\n"
            "        return field\n"
            "print(late)\n"
        )
    )

    assert sorted((one.function, one.name, one.line) for one in found) == [
        ("", "late", 10),
        ("read", "field", 9),
        ("two", "missing", 5),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "from helpers import *\nprint(anything)\n",
        "exec('anything = 1')\nprint(anything)\n",
        "try:\n    anything\nexcept NameError:\n    anything = None\n",
        "from __future__ import annotations\ndef f(a: Anything) -> Anything: ...\n",
        "def f():\n    global anything\n    anything = 1\nprint(anything)\n",
        "# Databricks notebook source\nprint(anything)\n",
        "print(__file__, spark, unicode)\n",
    ],
)
def test_names_that_may_come_from_elsewhere_are_no_fault(text: str) -> None:
    assert not list(undefined_names(module_of(text)))
