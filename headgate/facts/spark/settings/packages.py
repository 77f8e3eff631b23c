"""Maven coordinates of Spark's packages, and for which Spark and Scala they are built.

Sources: the Scala suffix of artifacts; the release notes of Delta Lake (which Spark each version is for); the names of
Iceberg's and Hudi's runtimes, which hold Spark's version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COORDINATES = re.compile(r"([\w.\-]+):([\w.\-]+?)(?:_(2\.1[0-3]))?:([\w.\-]+)")
_JAR = re.compile(r"([\w\-]+?)_(2\.1[0-3])-(\d[\w.\-]*)\.jar")
_DELTA = {
    "1.0": (3, 1), "1.1": (3, 2), "1.2": (3, 2), "2.0": (3, 2), "2.1": (3, 3), "2.2": (3, 3), "2.3": (3, 3),
    "2.4": (3, 4), "3.0": (3, 5), "3.1": (3, 5), "3.2": (3, 5), "3.3": (3, 5), "4.0": (4, 0),
}  # fmt: skip
_NAMED = re.compile(r"(?:iceberg-spark-runtime-|hudi-spark|paimon-spark-)(\d)\.(\d)")


def faults(text: str, spark: tuple[int, int] | None) -> Iterator[str]:
    """What does not fit among the packages or jars that `text` lists, and with the Spark that runs, if known."""
    found = list(_packages(text[:20_000]))
    scalas = {scala: name for name, _, scala, _ in found if scala}
    if len(scalas) > 1:
        told = " and ".join(f"`{name}` for Scala {scala}" for scala, name in sorted(scalas.items()))
        yield f"Packages are built for different versions of Scala: {told}."
        return
    if spark is None:
        return
    for name, group, scala, version in found:
        wanted = _spark_of(name, group, version)
        if wanted and wanted != spark:
            built, runs = f"{wanted[0]}.{wanted[1]}", f"{spark[0]}.{spark[1]}"
            yield f"`{name}` {version} is built for Spark {built}; the job runs on {runs}."
            return
        if scala and ((spark >= (4, 0) and scala != "2.13") or (spark >= (3, 0) and scala in ("2.10", "2.11"))):
            yield f"`{name}` is built for Scala {scala}, which Spark {spark[0]}.{spark[1]} does not run on."
            return


def _packages(text: str) -> Iterator[tuple[str, str, str, str]]:
    """(artifact, group, Scala's version, own version) of each."""
    for one in text.split(","):
        coordinates = _COORDINATES.fullmatch(one.strip())
        if coordinates:
            group, name, scala, version = coordinates.groups()
            yield name, group, scala or "", version
            continue
        jar = _JAR.search(one)
        if jar:
            yield jar.group(1), "", jar.group(2), jar.group(3)


def _spark_of(name: str, group: str, version: str) -> tuple[int, int] | None:
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if group == "org.apache.spark" and numbers:
        return int(numbers.group(1)), int(numbers.group(2))
    if group == "io.delta" and name in ("delta-core", "delta-spark") and numbers:
        return _DELTA.get(numbers.group(0))
    named = _NAMED.search(name)
    return (int(named.group(1)), int(named.group(2))) if named else None
