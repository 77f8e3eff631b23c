"""PySpark programs that fail, or store something else, where a column is gone. Run by an interpreter with pyspark.

Arguments: the folder of the repository, and a JSON list of dotted fields. Prints a JSON list of `[field, path, lines]`.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

_TABLE = re.compile(r"CREATE TABLE (shop\.\w+|raw\.\w+) \((.*?)\n\);", re.S)
_TYPES = (("varchar", "string"), ("text", "string"), ("integer", "int"))


def main(folder: Path, fields: list[str]) -> None:
    """Run every program with all columns, then without each."""
    from pyspark.sql import SparkSession

    warehouse = tempfile.mkdtemp(prefix="consumers-")
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.sql.warehouse.dir", warehouse)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.legacy.allowNonEmptyLocationInCTAS", "true")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    tables = dict(_tables(folder))
    for schema in ("shop", "raw", "marts"):
        spark.sql(f"CREATE DATABASE IF NOT EXISTS {schema}")
    programs = [path for path in sorted(folder.rglob("*.py")) if "from pyspark" in path.read_text()]
    found = []
    before = {}
    for field in ("", *fields):
        table, _, column = field.rpartition(".")
        if field and column not in tables.get(table, {}):
            continue
        for name, columns in tables.items():
            kept = ", ".join(f"{c} {t}" for c, t in columns.items() if f"{name}.{c}" != field)
            spark.sql(f"DROP TABLE IF EXISTS {name}")
            spark.sql(f"CREATE TABLE {name} ({kept}) USING parquet")
        for path in programs:
            told, lines = _outcome(path, spark)
            if not field:
                before[path] = told
                if told[0] == "fails":
                    raise RuntimeError(f"{path}: {told}")
            elif told != before[path]:
                found.append([field, path.relative_to(folder).as_posix(), lines])
    print()
    print(json.dumps(found))


def _outcome(path: Path, spark: Any) -> tuple[tuple[str, str], list[list[int]]]:
    text = path.read_text()
    tree = ast.parse(text)
    whole = [[1, text.count("\n") + 1]]
    targets = re.findall(r'saveAsTable\("([\w.]+)"\)', text)
    for target in targets:
        spark.sql(f"DROP TABLE IF EXISTS {target}")
    try:
        exec(compile(text, str(path), "exec"), {"__name__": "__main__"})
    except Exception as error:
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == str(path)]
        line = frames[-1].lineno or 0
        spans = [
            [node.lineno, node.end_lineno or node.lineno]
            for node in ast.walk(tree)
            if isinstance(node, ast.stmt)
            and not isinstance(node, ast.FunctionDef)
            and node.lineno <= line <= (node.end_lineno or node.lineno)
        ]
        return ("fails", type(error).__name__), spans[-1:] or whole
    stored = [str(spark.table(target).schema.simpleString()) for target in targets]
    return ("stores", ";".join(stored)), whole


def _tables(folder: Path) -> Any:
    for file in sorted(folder.glob("db/*.sql")):
        for name, body in _TABLE.findall(file.read_text()):
            columns = {}
            for line in body.strip().split("\n"):
                column, _, type_ = line.strip().rstrip(",").partition(" ")
                type_ = re.sub(r"varchar(\(\d+\))?|text", "string", type_)
                columns[column] = type_
            yield name, columns


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
