"""CREATE TABLE for each table of a star."""

from __future__ import annotations

from headgate.design.sql.names import quoted
from headgate.design.star.layout import StarTable, tables
from headgate.design.star.model import Star
from headgate.design.writers.dialect import written


def ddl(star: Star, dialect: str = "duckdb") -> str:
    """The star as DDL, with primary and foreign keys, dimensions first."""
    keys = {table.name: table.key[0] for table in tables(star) if table.layer == "dimension"}
    return ";\n\n".join(written(_create(table, keys), dialect) for table in tables(star)) + ";\n"


def _create(table: StarTable, keys: dict[str, str]) -> str:
    lines = [f"{quoted(c.name)} {c.type}{' not null' if c.required else ''}" for c in table.columns]
    if table.key:
        lines.append(f"primary key ({', '.join(quoted(name) for name in table.key)})")
    lines += [
        f"foreign key ({quoted(c.name)}) references {quoted(c.points_to)} ({quoted(keys[c.points_to])})"
        for c in table.columns
        if c.points_to
    ]
    listed = ",\n  ".join(lines)
    return f"create table {quoted(table.name)} (\n  {listed}\n)"
