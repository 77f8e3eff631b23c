"""The DataFrame that a helper makes is thrown away."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.facts.python.modules import PythonFiles
from headgate.facts.python.surface import CallOutside, Signature
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_HELPER = """
    from pyspark.sql import DataFrame, functions as F

    def centroid(frame: DataFrame) -> DataFrame:
        return frame.withColumn("centre", F.lit(1))
"""
_JOB = """
    from pyspark.sql import DataFrame
    from geometry import centroid

    def save(frame: DataFrame) -> None:
        STATEMENT
        frame.write.parquet("s3://shop/places")
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"jobs/save.py": _JOB.replace("STATEMENT", "centroid(frame)"), "jobs/geometry.py": _HELPER},
            {"jobs/save.py": (5,)},
        ),
        repository({"jobs/save.py": _JOB.replace("STATEMENT", "frame = centroid(frame)"), "jobs/geometry.py": _HELPER}),
        repository(
            {
                "jobs/save.py": _JOB.replace("STATEMENT", "centroid(frame)"),
                "jobs/geometry.py": _HELPER.replace("return", "frame.cache()\n        return"),
            }
        ),
    ),
)
def frame_of_helper_discarded(project: Project) -> Iterator[Found]:
    """The DataFrame that a helper makes is thrown away.

    ## Why it matters
    DataFrames never change. A function that adds a column returns another frame; called as a statement it does
    nothing, and the frame at hand is written without the column.

    ## Instead
    `frame = centroid(frame)`.

    ## When it stays silent
    Where the function is not annotated to return a DataFrame, where it stores, caches, sends or registers anything,
    and where the name may mean another function. In tests.

    ## Fix
    None: the frame may be needed as it was.
    """
    modules = project.python
    for path, file in modules.files.items():
        for call in file.calls if not tests_only(path) else ():
            there, signature = _callee(modules, path, call) if call.given.discarded else ("", None)
            if signature is not None and signature.only_makes_frame:
                yield Found(
                    f"The result of `{call.name}` is discarded: it returns another DataFrame ({there}, line "
                    f"{signature.line}) and changes nothing else, so that this statement has no effect.",
                    call.given.line,
                    call.name,
                    path=path,
                    related=(Location(there, signature.line),),
                )


def _callee(modules: PythonFiles, path: str, call: CallOutside) -> tuple[str, Signature | None]:
    there = modules.module(call.module, path)
    known = modules.files[there].signatures if there else ()
    return there, next((one for one in known if one.name == call.name), None)
