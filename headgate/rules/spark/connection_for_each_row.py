"""A connection is opened for each row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from headgate.facts.spark.closures import shipped
from headgate.facts.spark.program import SparkProgram
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_BY_ROW = ("foreach", "map", "flatMap", "filter", "udf")
_OPENS = re.compile(
    r"(?:psycopg2?|pymysql|MySQLdb|pyodbc|cx_Oracle|oracledb|sqlite3|snowflake\.connector|redshift_connector|jaydebeapi)"
    r"\.connect|(?:pymongo\.)?MongoClient|(?:sqlalchemy\.)?create_engine|(?:redis\.)?(?:Strict)?Redis"
    r"|boto3\.(?:client|resource|Session)|(?:kafka\.)?KafkaProducer|(?:elasticsearch\.)?Elasticsearch"
    r"|(?:requests\.)Session|(?:smtplib\.)SMTP|(?:hvac\.)Client|paramiko\.SSHClient|bigquery\.Client|storage\.Client"
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            import psycopg2
            def save(row):
                connection = psycopg2.connect("dbname=shop")
                connection.cursor().execute("insert into seen values (%s)", (row.id,))
            spark.table("shop.orders").foreach(save)
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            import psycopg2
            def save(rows):
                connection = psycopg2.connect("dbname=shop")
                for row in rows:
                    connection.cursor().execute("insert into seen values (%s)", (row.id,))
            spark.table("shop.orders").foreachPartition(save)
            """,
            path="job.py",
        ),
    ],
)
def connection_for_each_row(program: SparkProgram) -> Iterator[Found]:
    """A connection is opened for each row.

    ## Why it matters

    Opening a connection takes longer than most rows are worth, and a database takes some hundreds of them at once:
    a job of a million rows opens a million, from all executors together.

    ## Instead

    `foreachPartition` or `mapPartitions`: open one for a partition, use it for all of its rows, close it.

    ## When it stays silent

    The function takes a partition, or nothing in it is known to open a connection.

    ## Fix

    None is made by machine: the function has to take an iterator.
    """
    for one in shipped(program):
        if one.how not in _BY_ROW:
            continue
        for node in ast.walk(one.body):
            if isinstance(node, ast.Call) and _OPENS.fullmatch(_called(node)):
                yield Found(
                    f"`{_called(node)}` runs once for each row of `{one.how}`.",
                    node.lineno,
                    f"{one.function.name}.connect",
                )
                break


def _called(node: ast.Call) -> str:
    parts: list[str] = []
    target: ast.expr = node.func
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    return ".".join((target.id, *reversed(parts))) if isinstance(target, ast.Name) else ""
