"""Which fields of its records a Kafka consumer in Python reads."""

from __future__ import annotations

import pytest

from headgate.facts.reading import SourceFile
from headgate.facts.streams.kafka_python import read_kafka
from headgate.source.kinds import Kind

HEAD = 'import json\nfrom kafka import KafkaConsumer\nconsumer = KafkaConsumer("orders")\n'


def read(body: str) -> dict[str, int] | None:
    """Field to line; None where more may be read than is seen."""
    [job] = read_kafka(SourceFile("c.py", HEAD + body, frozenset({Kind.KAFKA_PYTHON}))).facts.jobs
    if job.reads[0].columns is None:
        return None
    return {use.columns[0]: use.line for use in job.reads[1:] if use.columns}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("for m in consumer:\n    o = json.loads(m.value)\n    print(o['id'], o.get('note'))\n", {"id": 6, "note": 6}),
        ("for m in consumer:\n    print(len(m.value), m.key)\n", {}),
        ("def show(o):\n    return o['id']\nfor m in consumer:\n    print(show(json.loads(m.value)))\n", {"id": 5}),
        ("def all():\n    for m in consumer:\n        yield m.value\nfor o in all():\n    o.pop('id')\n", {"id": 8}),
        ("for m in consumer:\n    o = Order()\n    o.ParseFromString(m.value)\n    if 'x' in o or o.total > 1:\n        pass\n",
         {"x": 7, "total": 7}),
        ("class T:\n    def add(self, o):\n        o['id']\nt = T()\nfor m in consumer:\n    t.add(json.loads(m.value))\n",
         {"id": 6}),
        ("def ids(some):\n    return [json.loads(m.value)['id'] for m in some]\nids([next(consumer), next(consumer)])\n",
         {"id": 5}),
        ("totals = [json.loads(m.value)['total'] for m in consumer]\n", {"total": 4}),
        ("while (m := next(consumer)) is not None:\n    o = json.loads(m.value) or {}\n    o['id']\n", {"id": 6}),
    ],
)  # fmt: skip
def test_a_field_is_read_where_the_record_is_asked_for_it(body: str, fields: dict[str, int]) -> None:
    assert read(body) == fields


@pytest.mark.parametrize(
    "body",
    [
        "for m in consumer:\n    producer.send('copy', m.value)\n",
        "for m in consumer:\n    handle(m)\n",
        "for m in consumer:\n    o = json.loads(m.value)\n    print({**o, 'seen': 1})\n",
        "for m in consumer:\n    o = json.loads(m.value)\n    print(o[name])\n",
        "for m in consumer:\n    kept[m.key] = json.loads(m.value)\n",
        "def records():\n    for m in consumer:\n        yield json.loads(m.value)\n",
    ],
)
def test_a_record_that_goes_where_it_is_not_followed_may_be_read_in_full(body: str) -> None:
    assert read(body) is None


def test_hostile_nesting_is_bounded() -> None:
    calls = "".join(f"def f{n}(o):\n    f{n + 1}(o)\n    f{n}(o)\n" for n in range(300))
    assert read(calls + "for m in consumer:\n    f0(m.value)\n") is None
