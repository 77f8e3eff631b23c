"""Ask Spark itself which settings it knows, and write them as the table that rules look settings up in.

Run with an interpreter that needs nothing but the standard library, once a version, then once to merge:

    python evals/spark_settings.py ask FOLDER > 4.1.json      # FOLDER holds an installed `pyspark`
    python evals/spark_settings.py merge 3.5.json 4.1.json headgate/facts/spark/settings

The type of a setting is found by giving its own converter values: what takes `4096m` is a size, what takes
`3600s` a time, and what they are converted to tells the unit of a bare number. No text of Spark's is kept, only
names, types, defaults and versions.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MODULES = re.compile(
    r"(?:internal/config/[\w$]+|SQLConf|StaticSQLConf|yarn/config/package|k8s/Config|HiveUtils|connect/config/Connect"
    r"|avro/\w*Conf\w*)\$\.class$"
)
_PROBES = ("zz#1", "true", "1", "7", "0.5", "7.5", "1k", "1m", "4096m", "1s", "60s", "3600s")
_SIZES = {"1m": 1 << 20, "4096m": 4 << 30, "1k": 1 << 10}
_TIMES = {"3600s": 3_600_000, "60s": 60_000, "1s": 1_000}
_TIME_UNITS = {1: "ms", 1000: "s", 60_000: "min"}
_SIZE_UNITS = {1: "b", 1 << 10: "k", 1 << 20: "m"}
_NAME = re.compile(r"spark\.[\w.]*\w")


class Engine:
    """One version of Spark, its classes loaded and none of its services started."""

    def __init__(self, folder: Path) -> None:
        sys.path[:0] = [str(folder), *map(str, folder.glob("pyspark/python/lib/py4j*.zip"))]
        gateway: Any = __import__("pyspark.java_gateway", fromlist=["launch_gateway"])
        self.version: str = __import__("pyspark").__version__
        self.jvm: Any = gateway.launch_gateway().jvm
        self.loader: Any = self.jvm.java.lang.Thread.currentThread().getContextClassLoader()
        for jar in folder.glob("pyspark/jars/spark-*.jar"):
            for name in zipfile.ZipFile(jar).namelist():
                if _MODULES.search(name) and "anonfun" not in name:
                    self._load(name.removesuffix(".class").replace("/", "."))

    def _load(self, name: str) -> Any:
        try:
            return self.jvm.java.lang.Class.forName(name, True, self.loader)
        except Exception as error:  # noqa: BLE001 - a class of another deployment lacks its libraries
            print(f"{name}: {type(error).__name__}", file=sys.stderr)
            return None

    def field(self, owner: str, name: str) -> Any:
        """A private field of a Scala object."""
        module = self._load(owner).getDeclaredField("MODULE$")
        module.setAccessible(True)
        held = module.get(None)
        for field in held.getClass().getDeclaredFields():
            if field.getName() == name or field.getName().endswith("$$" + name):
                field.setAccessible(True)
                return field.get(held)
        raise KeyError(name)

    def entries(self) -> Iterator[Any]:
        """Every setting that a class has registered."""
        for registry in (
            self.field("org.apache.spark.internal.config.ConfigEntry$", "knownConfigs"),
            self.field("org.apache.spark.sql.internal.SQLConf$", "sqlConfEntries"),
        ):
            yield from (registry[key] for key in list(registry))

    def retired(self) -> Iterator[tuple[str, str, str, str]]:
        """(name, version, `removed` or `replaced`, names that its notice mentions)."""
        conf = self.jvm.org.apache.spark.sql.internal.SQLConf
        for name, told in _pairs(conf.removedSQLConfigs()):
            yield name, told.version(), "removed", _named(told.comment(), name)
        for name, told in _pairs(conf.deprecatedSQLConfigs()):
            yield name, told.version(), "replaced", _named(told.comment(), name)
        core = "org.apache.spark.SparkConf$"
        for name, told in _pairs(self.field(core, "deprecatedConfigs")):
            yield name, told.version(), "removed", _named(told.deprecationMessage(), name)
        for name, older in _pairs(self.field(core, "configsWithAlternatives")):
            for index in range(older.length()):
                yield older.apply(index).key(), older.apply(index).version(), "replaced", name


def _pairs(mapping: Any) -> Iterator[tuple[str, Any]]:
    iterator = mapping.iterator()
    while iterator.hasNext():
        pair = iterator.next()
        yield pair._1(), pair._2()


def _named(notice: str, name: str) -> str:
    return " ".join(dict.fromkeys(one for one in _NAME.findall(notice) if one != name))


def _answers(entry: Any) -> tuple[dict[str, str], str]:
    """What the converter makes of each probe that it takes, and what it says of the one that is nonsense."""
    taken, refusal = {}, ""
    for probe in _PROBES:
        try:
            taken[probe] = re.sub(r"^Some\((.*)\)$", r"\1", str(entry.valueConverter().apply(probe)))
        except Exception as error:  # noqa: BLE001 - whatever is raised, the value is refused
            refusal = refusal or str(getattr(error, "java_exception", error))
    return taken, refusal


def _type(taken: dict[str, str], refusal: str) -> str:
    if "zz#1" in taken:
        return "text"
    sizes, times = set(taken) & {"1k", "4096m"}, set(taken) & _TIMES.keys()
    if times and not taken.get("1k"):
        return f"time:{_unit(taken, _TIMES, _TIME_UNITS)}"
    if sizes:
        return f"size:{_unit(taken, _SIZES, _SIZE_UNITS)}"
    if "0.5" in taken or "7.5" in taken:
        return "float"
    if {"1", "7"} & taken.keys():
        return "int"
    if "true" in taken:
        return "bool"
    offered = re.search(r"(?:one of|options)[^\n]*?((?:[\w.+-]+, )+[\w.+-]+)", refusal)
    return "choice:" + "|".join(offered.group(1).split(", ")) if offered else "other"


def _unit(taken: dict[str, str], whole: dict[str, int], words: dict[int, str]) -> str:
    """What a bare number means, from what a value with a unit is converted to."""
    for probe, amount in whole.items():
        if taken.get(probe, "").isdecimal() and int(taken[probe]) > 0 and amount % int(taken[probe]) == 0:
            return words.get(amount // int(taken[probe]), "")
    return ""


def ask(folder: Path) -> dict[str, Any]:
    """Everything that the Spark in `folder` knows."""
    engine = Engine(folder)
    found = {}
    conf = engine.jvm.org.apache.spark.sql.internal.SQLConf
    for entry in engine.entries():
        name = entry.key()
        if name not in found:
            static = not name.startswith("spark.sql.") or bool(conf.isStaticConfigKey(name))
            told = (_type(*_answers(entry)), entry.defaultValueString(), entry.version())
            found[name] = [*told, "static" if static else "session"]
    return {"version": engine.version, "entries": found, "retired": sorted(set(engine.retired()))}


def merge(asked: list[Path], folder: Path) -> None:
    """Write `known.tsv` and `retired.tsv` from what the versions answered, oldest first."""
    known: dict[str, list[str]] = {}
    retired: dict[str, tuple[str, ...]] = {}
    answers = [json.loads(path.read_text()) for path in asked]
    for answer in answers:
        version = ".".join(answer["version"].split(".")[:2])
        for name, (kind, default, since, when) in answer["entries"].items():
            told = "" if default is None or default.startswith("<") else default.replace("\n", " ")
            known[name] = [kind, told, since or "", "", when]
        for name in known.keys() - answer["entries"].keys():
            known[name][3] = known[name][3] or version
        retired |= {one[0]: (*one[1:],) for one in answer["retired"]}
    with (folder / "known.tsv").open("w", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow(("name", "type", "default", "since", "gone_in", "read"))
        writer.writerows((name, *known[name]) for name in sorted(known) if ".test" not in name)
    with (folder / "retired.tsv").open("w", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow(("name", "since", "how", "instead"))
        writer.writerows((name, *retired[name]) for name in sorted(retired))


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        json.dump(ask(Path(sys.argv[2])), sys.stdout, indent=1)
    else:
        merge([Path(one) for one in sys.argv[2:-1]], Path(sys.argv[-1]))
