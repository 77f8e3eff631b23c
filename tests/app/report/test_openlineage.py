"""What is written as OpenLineage, against OpenLineage's own schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from app.cli.target import lay_out
from app.report import openlineage
from headgate.dataset import Column, Dataset, DatasetKind, table, topic
from headgate.facts.cache import Cache
from headgate.facts.graph.pipeline import Node, PipelineGraph
from headgate.facts.profile import Profiles
from headgate.facts.project import Project
from headgate.location import Location
from headgate.review import Subject
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot
from tests.app import sample

SPEC = Path(__file__).parent / "openlineage_spec"
EXAMPLE = Path(__file__).parents[3] / "examples" / "lakehouse"
AT = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def registry() -> Registry[Any]:
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in SPEC.glob("*.json")]
    return Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in documents)


def assert_valid(events: list[Any], registry: Registry[Any]) -> None:
    """Each event, and each of its facets by the schema that it names itself."""
    for event in events:
        _validate(event, event["schemaURL"], registry)
        _validate(event, event["schemaURL"].partition("#")[0], registry)
        for facet in _facets(event):
            assert urlsplit(facet["_producer"]).scheme
            assert set(facet) > {"_producer", "_schemaURL"}
            _validate(facet, facet["_schemaURL"], registry)


def _validate(document: Any, url: str, registry: Registry[Any]) -> None:
    Draft202012Validator({"$ref": url}, registry=registry).validate(document)


def _facets(event: Any) -> list[Any]:
    holders = [*(event.get(part) for part in ("job", "dataset")), *event.get("inputs", ()), *event.get("outputs", ())]
    return [facet for holder in holders if holder for facet in holder["facets"].values()]


def gathered(files: dict[str, str]) -> Project:
    return gather(MemorySnapshot(files), Settings(), Cache(None)).project


@pytest.fixture(scope="module")
def lakehouse() -> Project:
    checkout = lay_out(EXAMPLE, "", "", None, None)
    return gather(checkout.head, checkout.settings, Cache(None)).project


def test_the_example_is_valid_with_and_without_what_profiles_tell(lakehouse: Project, registry: Registry[Any]) -> None:
    for profiles in (None, Profiles(lakehouse)):
        events = openlineage.events(lakehouse.graph, Subject("lakehouse"), AT, profiles)
        assert_valid(events, registry)
        assert {event["schemaURL"].rpartition("/")[2] for event in events} == {"JobEvent", "DatasetEvent"}


def test_hostile_names_stay_within_the_schema(registry: Registry[Any]) -> None:
    name = table(sample.HOSTILE.replace(".", ""))
    at = Location(sample.HOSTILE, 3)
    declared = Dataset(name, DatasetKind.TABLE, at, owner=sample.HOSTILE)
    node = Node(name, DatasetKind.TABLE, (declared,), (Column(sample.HOSTILE, sample.HOSTILE),), True)
    graph = PipelineGraph({name: node}, (sample.job(),))
    text = openlineage.render(graph, Subject(sample.HOSTILE, "", "f" * 40), AT)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert_valid(json.loads(text), registry)


def test_a_dataset_that_no_job_touches_has_an_event_of_its_own() -> None:
    node = Node(topic("clicks"), DatasetKind.TOPIC, (), (Column("id", "long"),))
    (event,) = openlineage.events(PipelineGraph({node.id: node}), Subject("shop"), AT)
    assert (event["dataset"]["namespace"], event["dataset"]["name"]) == ("kafka", "clicks")
    assert event["dataset"]["facets"]["schema"]["fields"] == [{"name": "id", "type": "long"}]
    assert "job" not in event


def test_a_hash_masks_and_a_plain_expression_does_not() -> None:
    project = gathered({
        "q.sql": "create table raw.users (id int, email text);\n"
        "create table safe.users as select md5(email) as email_key, lower(email) as email_low, id from raw.users;\n"
    })  # fmt: skip
    events = openlineage.events(project.graph, Subject("shop"), AT, Profiles(project))
    outputs = [one for event in events for one in event.get("outputs", ()) if one["name"] == "safe.users"]
    fields = outputs[0]["facets"]["columnLineage"]["fields"]
    done = {name: fields[name]["inputFields"][0]["transformations"][0] for name in fields}
    assert (done["email_key"]["masking"], done["email_key"]["description"]) == (True, "md5(email)")
    assert (done["email_low"]["type"], done["email_low"]["subtype"]) == ("DIRECT", "TRANSFORMATION")
    assert done["email_low"]["masking"] is False
    assert "masking" not in done["id"]


def test_only_the_jobs_on_the_way_are_told_but_these_whole(lakehouse: Project) -> None:
    only = frozenset({table("fct_orders"), table("fct_daily_revenue")})
    events = openlineage.events(lakehouse.graph, Subject("lakehouse"), AT, None, only)
    assert [event["job"]["name"].rpartition(":")[2] for event in events] == [
        "model.fct_daily_revenue",
        "model.fct_orders",
    ]
    assert {one["name"] for one in events[1]["inputs"]} >= {"stg_orders", "euro_rates"}


def test_a_review_on_github_names_the_line_by_its_address() -> None:
    graph = PipelineGraph(jobs=(sample.job(),))
    for name, head, url in (
        ("shop/lake", "b" * 40, f"https://github.com/shop/lake/blob/{'b' * 40}/models/stg_orders.sql#L1"),
        ("lake", "", "urn:headgate:source:lake/models/stg_orders.sql#L1"),
    ):
        (event,) = [e for e in openlineage.events(graph, Subject(name, "", head), AT) if "job" in e]
        assert event["job"]["facets"]["sourceCodeLocation"]["url"] == url
