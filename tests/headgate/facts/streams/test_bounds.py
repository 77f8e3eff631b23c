"""Programs that would take for ever to follow are followed in part, and that is told."""

from __future__ import annotations

from headgate.facts.reading import SourceFile
from headgate.facts.streams.read_spark import read_python
from headgate.gap import GapKind
from headgate.source.kinds import Kind


def test_functions_that_double_their_calls_end_in_a_gap() -> None:
    chain = "".join(f"def f{n}(x):\n    f{n + 1}(f{n + 1}(x))\n    return f{n + 1}(x)\n" for n in range(10))
    text = f"# Stream\nfrom pyspark.sql import SparkSession\n{chain}def f10(x):\n    return x\nf0(1)\n"
    gaps = read_python(SourceFile("job.py", text, frozenset({Kind.PYSPARK}))).facts.gaps
    assert [gap.kind for gap in gaps] == [GapKind.TOO_MANY]


def test_ordinary_functions_are_followed_to_their_end() -> None:
    text = "# Stream\nfrom pyspark.sql import SparkSession\ndef f(x):\n    return x\nf(f(1))\n"
    assert read_python(SourceFile("job.py", text, frozenset({Kind.PYSPARK}))).facts.gaps == ()
