"""The program overrides what its submission sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.facts.project import Project
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings.session import fixed
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {
                "run.sh": "spark-submit --master yarn \\\n  --conf spark.sql.shuffle.partitions=2000 jobs/daily.py\n",
                "jobs/daily.py": """
                    from pyspark.sql import SparkSession
                    spark = (
                        SparkSession.builder
                        .master("local[*]")
                        .config("spark.sql.shuffle.partitions", "200")
                        .getOrCreate()
                    )
                    """,
            },
            {"jobs/daily.py": (4, 5)},
        ),
        repository(
            {
                "run.sh": "spark-submit --master yarn --conf spark.sql.shuffle.partitions=2000 jobs/daily.py\n",
                "jobs/daily.py": """
                    from pyspark.sql import SparkSession
                    spark = SparkSession.builder.config("spark.sql.shuffle.partitions", "2000").getOrCreate()
                    """,
                "jobs/other.py": """
                    from pyspark.sql import SparkSession
                    spark = SparkSession.builder.master("local[*]").getOrCreate()
                    """,
            }
        ),
    ],
)
def overridden_by_code(project: Project) -> Iterator[Found]:
    """The program overrides what its submission sets.

    ## Why it matters

    What a program sets on its builder wins over `--conf`, over the options of `spark-submit` and over
    `spark-defaults.conf`. An edit of the submission then changes nothing, and `master("local[*]")` in the code runs
    the whole job on one machine of the cluster. The driver's memory is the exception: in the code it has no effect
    at all once `spark-submit` has started the JVM.

    ## Instead

    Say it in one place: in the submission what depends on the cluster, in the code what the program needs to be
    right.

    ## When it stays silent

    Both say the same, one is filled in later, or the program that is submitted is not told or not in the
    repository.

    ## Fix

    None is made by machine: which one is meant is not told.
    """
    made = {
        path: [one for one in facts.spark_settings if one.origin == "builder"] for path, facts in project.files.items()
    }
    for path, facts in project.files.items():
        jobs: dict[str, dict[str, SparkSetting]] = {}
        for one in facts.spark_settings:
            if one.program and one.origin in ("submit", "manifest"):
                jobs.setdefault(one.program, {})[one.key] = one
        for program, given in jobs.items():
            for code in _files(program, made):
                for written in made[code]:
                    yield from _overridden(code, written, path, given)


def _files(program: str, made: Mapping[str, list[SparkSetting]]) -> list[str]:
    """The file of the repository that the submission runs, where only one can be meant."""
    name = program.rsplit("/", 1)[-1]
    found = [path for path, settings in made.items() if settings and path.rsplit("/", 1)[-1] == name]
    ending = [path for path in found if program.endswith(path)]
    return ending if len(ending) == 1 else found if len(found) == 1 else []


def _overridden(code: str, written: SparkSetting, path: str, given: Mapping[str, SparkSetting]) -> Iterator[Found]:
    submitted = given.get(written.key)
    if written.key == "spark.app.name" or not fixed(written):
        return
    if written.key in ("spark.driver.memory", "spark.driver.extraJavaOptions"):
        first = next(iter(given.values()))
        told = f"`{written.key}` has no effect here: `{path}` submits the program, and the JVM runs before this line."
        yield Found(told, written.line, written.key, path=code, related=(Location(path, first.line),))
    elif submitted is not None and fixed(submitted) and submitted.value != written.value:
        told = f"`{written.key}` is {submitted.value} in `{path}`, which submits the program; {written.value} holds."
        yield Found(told, written.line, written.key, path=code, related=(Location(path, submitted.line),))
