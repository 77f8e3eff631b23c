"""Which Spark a repository runs, told by what it pins: packages, images, releases of managed services.

Sources: release notes of Amazon EMR, AWS Glue, Dataproc images and Databricks Runtime, each with the Spark that it
ships.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from headgate.source.snapshot import Snapshot

_EMR = {
    "5": "2.4", "6.0": "2.4", "6.1": "3.0", "6.2": "3.0", "6.3": "3.1", "6.4": "3.1", "6.5": "3.1", "6.6": "3.2",
    "6.7": "3.2", "6.8": "3.3", "6.9": "3.3", "6.10": "3.3", "6.11": "3.3", "6.12": "3.4", "6.13": "3.4",
    "6.14": "3.4", "6.15": "3.4", "7": "3.5",
}  # fmt: skip
_DATABRICKS = {
    "7": "3.0", "8": "3.1", "9": "3.1", "10": "3.2", "11": "3.3", "12": "3.3", "13.0": "3.4", "13": "3.4", "14": "3.5",
    "15": "3.5", "16": "3.5", "17": "4.0",
}  # fmt: skip
_DATAPROC = {"1.5": "2.4", "2.0": "3.1", "2.1": "3.3", "2.2": "3.5", "1.1": "3.3", "1.2": "3.5"}
_GLUE = {"2": "2.4", "3": "3.1", "4": "3.3", "5": "3.5"}
_FILES = re.compile(
    r"(?:^|/)(?:[\w-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:py|cfg)|environment\.ya?ml"
    r"|build\.sbt|Dependencies\.scala|pom\.xml|build\.gradle(?:\.kts)?|Dockerfile[\w.-]*|[\w.-]*\.Dockerfile)$"
)
_PINS = (
    re.compile(r"^[ \t\"']*pyspark(?:\[[\w,]+\])?\s*(?:==|~=|=)\s*[\"'^~]*(\d+\.\d+)\.\d+", re.M),
    re.compile(r"\bspark_?version\"?\s*(?::\s*String\s*)?:?=\s*\"(\d+\.\d+)\.\d+", re.I),
    re.compile(r"\"org\.apache\.spark\"\s*%%?\s*\"spark-\w+\"\s*%\s*\"(\d+\.\d+)\.\d+"),
    re.compile(r"<spark\.version>\s*(\d+\.\d+)\.\d+"),
    re.compile(r"^FROM\s+(?:--\S+\s+)?(?:[\w.-]+/)*spark(?:-py|-r)?:v?(\d+\.\d+)", re.M | re.I),
)
_MOST_FILES = 200
_MOST_TEXT = 300_000


def of_service(name: str, value: str) -> str:
    """The Spark of a managed service's release, or of an operator's own field; empty where it is not known.

    >>> of_service("release_label", "emr-6.15.0"), of_service("spark_version", "13.3.x-scala2.12")
    ('3.4', '3.4')
    """
    plain = name.replace("_", "").lower()
    if plain == "releaselabel":
        return _looked_up(_EMR, value.removeprefix("emr-"))
    if plain == "glueversion":
        return _looked_up(_GLUE, value)
    if plain in ("imageversion", "runtimeconfigversion"):
        return _looked_up(_DATAPROC, value)
    if plain == "sparkversion":
        runtime = ".x-" in value or "scala" in value
        return _looked_up(_DATABRICKS, value) if runtime else _numbers(value)
    return ""


def _numbers(value: str) -> str:
    found = re.match(r"v?(\d+\.\d+)", value)
    return found.group(1) if found else ""


def _looked_up(releases: dict[str, str], value: str) -> str:
    number = _numbers(value) or value.strip()
    return releases.get(number) or releases.get(number.split(".", 1)[0], "")


def teller(snapshot: Snapshot) -> Callable[[str], str]:
    """A function from a path to the Spark that the nearest folder pins, else the one that all of them pin."""
    by_folder: defaultdict[str, set[str]] = defaultdict(set)
    for folder, pinned in _pinned(snapshot):
        by_folder[folder].add(pinned)
    everywhere = set().union(*by_folder.values())

    def version(path: str) -> str:
        for folder in PurePosixPath(path).parents:
            told = by_folder.get(str(folder))
            if told:
                return next(iter(told)) if len(told) == 1 else ""
        return next(iter(everywhere)) if len(everywhere) == 1 else ""

    return version


def _pinned(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    files = [path for path in snapshot.paths if _FILES.search(path)][:_MOST_FILES]
    for path in files:
        text = (snapshot.text_of(path) or "")[:_MOST_TEXT]
        if "spark" in text.lower():
            for pin in _PINS:
                for found in pin.finditer(text):
                    yield str(PurePosixPath(path).parent), found.group(1)
