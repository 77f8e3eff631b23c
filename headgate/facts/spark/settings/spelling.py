"""Which setting was meant by a name that Spark does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from headgate.facts.spark.settings import known

_FREE = (
    "spark.hadoop.", "spark.databricks.", "spark.executorEnv.", "spark.yarn.appMasterEnv.",
    "spark.kubernetes.driverEnv.", "spark.metrics.", "spark.sql.catalog.", "spark.rapids.", "spark.gluten.",
    "spark.comet.", "spark.app.", "spark.mongodb.", "spark.cassandra.", "spark.es.", "spark.redis.", "spark.neo4j.",
    "spark.dataproc.", "spark.emr.", "spark.glue.", "spark.synapse.", "spark.microsoft.", "spark.hive.",
    "spark.openlineage.", "spark.celeborn.", "spark.livy.", "spark.delta.", "spark.hoodie.", "spark.iceberg.",
    "spark.snowflake.", "spark.bigquery.", "spark.datasource.", "spark.oap.", "spark.shuffle.rss.", "spark.rss.",
    "spark.jsl.", "spark.mlflow.", "spark.sedona.", "spark.kafka.clusters.", "spark.driver.resource.",
    "spark.executor.resource.", "spark.task.resource.", "spark.worker.resource.", "spark.sql.extensions.",
    "spark.history.kerberos.", "spark.scheduler.pool",
)  # fmt: skip
"""Namespaces in which names are free: environments, catalogs, libraries, managed services."""
_KUBERNETES = (
    ".label.", ".annotation.", ".secrets.", ".secretKeyRef.", ".volumes.", ".selector.", ".nodeSelector.", ".node.",
)  # fmt: skip
_APART = frozenset((("min", "max"), ("max", "min"), ("read", "write"), ("reader", "writer")))
_MOST_EDITED = 2
_START = len("spark.xxx")


@cache
def meant(key: str) -> str:
    """Spark's name that is nearest to `key`; empty where Spark knows it, where it is free, or where none is near.

    >>> meant("spark.sql.shuffle.partition"), meant("spark.shop.batch")
    ('spark.sql.shuffle.partitions', '')
    """
    if known.setting(key) or known.retired(key) or not key.startswith("spark.") or key.startswith(_FREE):
        return ""
    if key.startswith("spark.kubernetes.") and any(part in key for part in _KUBERNETES):
        return ""
    same = _folded().get(_fold(key))
    if same:
        return same
    inner = key.replace("spark.", "spark.sql.", 1)
    if known.setting(inner):
        return inner
    near = list(_near(key))
    return near[0] if len(near) == 1 else ""


@cache
def _folded() -> dict[str, str]:
    return {_fold(name): name for name in known.table()}


def _fold(name: str) -> str:
    return name.lower().replace(".", "").replace("_", "").replace("-", "")


def _near(key: str) -> Iterator[str]:
    for name in _by_start().get(key[:_START], ()):
        if abs(len(name) - len(key)) <= _MOST_EDITED and _one_slip(key, name):
            yield name


@cache
def _by_start() -> dict[str, list[str]]:
    """Names by how they start: a slip in the first word leaves too little to tell what was meant."""
    found: dict[str, list[str]] = {}
    for name in known.table():
        found.setdefault(name[:_START], []).append(name)
    return found


def _one_slip(key: str, name: str) -> bool:
    """Whether the two differ in one place, by letters, and by no more than a slip of the hand."""
    start = _common(key, name)
    left, right = key[start:], name[start:]
    end = _common(left[::-1], right[::-1])
    cut, put = left[: len(left) - end], right[: len(right) - end]
    if max(len(cut), len(put)) > _MOST_EDITED or not (cut + put).replace(".", "").isalpha():
        return False
    words = _word(key, start, len(cut)), _word(name, start, len(put))
    return words not in _APART


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _word(name: str, start: int, length: int) -> str:
    """The word of a dotted camel-case name in which the place stands, in lower case."""
    first, last = start, start + length
    while first > 0 and name[first - 1].islower():
        first -= 1
    if first > 0 and name[first - 1].isupper():
        first -= 1
    while last < len(name) and name[last].islower():
        last += 1
    return name[first:last].lower()


def nearest(word: str, known_words: Iterable[str]) -> str:
    """The one of `known_words` that `word` is a slip of the hand away from; empty where none or several are.

    >>> nearest("seperator", ("sep", "separator")), nearest("path", ("mode",))
    ('separator', '')
    """
    near = [name for name in known_words if abs(len(name) - len(word)) <= _MOST_EDITED and _one_slip(word, name)]
    return near[0] if len(near) == 1 else ""
