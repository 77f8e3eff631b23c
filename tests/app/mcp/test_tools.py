"""What an agent gets of each tool, and what it is told when it asks for something else."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from app.mcp.server import build
from app.mcp.workplace import Workplace
from headgate.errors import HeadgateError
from tests.app.mcp.asking import asked, refused, said, with_client
from tests.app.mcp.conftest import PATCH

TOOLS = {
    "check",
    "impact",
    "review_change",
    "lineage",
    "compat",
    "schema_history",
    "schema_plan",
    "spark_log",
    "explain_rule",
    "list_rules",
    "knowledge_search",
}


def test_every_tool_says_that_it_reads_and_what_its_arguments_are(shop: Path) -> None:
    tools = with_client(Workplace.of([shop]), lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert tool.description
        for name, schema in tool.input_schema["properties"].items():
            assert schema.get("description"), f"{tool.name}.{name}"


def test_a_change_is_checked_and_stays_at_hand_as_a_resource(shop: Path) -> None:
    async def talk(client: Client) -> tuple[str, str, Any]:
        answer = said(await client.call_tool("check", {"base": "base"}))
        page = (await client.read_resource("headgate://review/last.md")).contents[0]
        document = (await client.read_resource("headgate://review/last.json")).contents[0]
        return answer, page.text, json.loads(document.text)  # type: ignore[union-attr]

    answer, page, document = with_client(Workplace.of([shop]), talk)
    assert "This change introduces" in answer
    assert "models/fct_orders.sql" in answer
    assert page == answer
    assert document["format"] == "headgate-review/1"
    assert document["subject"]["base"]


def test_a_whole_repository_is_checked_without_a_base(shop: Path) -> None:
    assert "## Headgate: shop" in asked(shop, "check")


def test_a_patch_is_checked_before_it_is_committed(shop: Path) -> None:
    document = json.loads(asked(shop, "check", patch=PATCH, format="json"))
    assert document["coverage"]["changed"] == ["models/fct_orders.sql"]


def test_a_review_without_models_is_the_analyzers_and_says_so(shop: Path) -> None:
    said_of_it = asked(shop, "review_change", base="base")
    assert "Models were not asked for" in said_of_it


def test_impact_names_what_fails_downstream(shop: Path) -> None:
    document = json.loads(asked(shop, "impact", base="base", format="json"))
    assert document["models"]["fct_orders"]["effect"] == "fails"


def test_lineage_is_told_by_column(shop: Path) -> None:
    assert "stg_orders" in asked(shop, "lineage", name="fct_orders", direction="upstream")
    assert "fct_orders" in asked(shop, "lineage")
    assert asked(shop, "lineage", name="fct_orders", format="mermaid").startswith("flowchart")


def test_files_that_did_not_change_are_not_read_again_and_those_that_did_are(shop: Path) -> None:
    workplace = Workplace.of([shop])
    with workplace.checkout("", "", "", "") as one, workplace.checkout("", "", "", "") as other:
        first, second = (workplace.projects.of(each, lambda *_: None) for each in (one, other))
    assert first is second
    (shop / "models/new.sql").write_text("select id from {{ ref('fct_orders') }}\n")
    assert "new" in asked(workplace, "lineage", name="fct_orders", direction="downstream")


def test_a_version_of_git_is_compared_with_the_file_that_lies_there(shop: Path) -> None:
    answer = asked(shop, "compat", old="base:schemas/order.avsc", new="schemas/order.avsc", mode="BACKWARD")
    assert "BACKWARD: not met" in answer
    assert json.loads(asked(shop, "compat", old="schemas/order.avsc", new="schemas/order.avsc", format="json"))[
        "backward"
    ]


def test_a_plan_leads_round_the_break(shop: Path) -> None:
    assert "1" in asked(shop, "schema_plan", old="base:schemas/order.avsc", new="schemas/order.avsc")


def test_a_schema_has_a_history(shop: Path) -> None:
    assert "2 versions, newest first" in asked(shop, "schema_history", path="schemas/order.avsc")


def test_a_run_of_spark_is_joined_to_its_code(shop: Path) -> None:
    assert "job.py" in asked(shop, "spark_log", log="logs/run.jsonl.gz", code="job.py", format="tuning")


def test_rules_are_listed_in_pages_and_explained(shop: Path) -> None:
    workplace = Workplace.of([shop])
    first = asked(workplace, "list_rules")
    last = first.rstrip().rsplit("[page 1 of ", 1)[1].split(";")[0]
    second = asked(workplace, "list_rules", page=2)
    assert first.count("\n") > 20
    assert second.split("\n")[0] not in first
    assert f"page {int(last) + 1} is none of them" in refused(workplace, "list_rules", page=int(last) + 1)
    assert asked(workplace, "explain_rule", rule="spark/action-in-loop").startswith("# spark/action-in-loop")


def test_knowledge_is_found_by_words(shop: Path) -> None:
    assert "remedy:" in asked(shop, "knowledge_search", words="late rows and a watermark")


def test_long_work_tells_how_far_it_is(shop: Path) -> None:
    told: list[tuple[float, str | None]] = []

    async def talk() -> None:
        async def tell(progress: float, total: float | None, message: str | None) -> None:
            told.append((progress, message))

        async with Client(build(Workplace.of([shop]))) as client:
            await client.call_tool("check", {}, progress_callback=tell)

    asyncio.run(talk())
    assert "running rules" in {message for _, message in told}


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("check", {"base": "absent"}, "has no commit 'absent'"),
        ("check", {"head": "base"}, "--head needs --base"),
        ("check", {"patch": "nonsense"}, "holds no change"),
        ("check", {"branch": "base"}, "check has no argument `branch`; it has base, head, patch"),
        ("check", {"page": "two"}, "The argument `page` of check is wrong"),
        ("check", {"page": 0}, "The argument `page` of check is wrong"),
        ("check", {"format": "html"}, "The argument `format` of check is wrong"),
        ("check", {"repository": "other"}, "This server has no repository 'other'; it reads shop."),
        ("check", {"base": "--output=x"}, "is not a git ref"),
        ("review_change", {}, "A review is asked of a change"),
        ("impact", {}, "Impact is asked of a change"),
        ("lineage", {"name": "nothing_of_this_name"}, "nothing_of_this_name"),
        ("compat", {"old": "schemas/order.avsc"}, "The argument `new` of compat is wrong: Field required."),
        ("compat", {"old": "schemas", "new": "schemas"}, "'schemas' is a folder; name a file."),
        ("compat", {"old": "job.py", "new": "job.py"}, "does not tell what it is"),
        ("schema_history", {"path": "absent.avsc"}, "git knows no version of absent.avsc"),
        ("spark_log", {"log": "job.py"}, ""),
        ("explain_rule", {"rule": "spark/action-in-lop"}, "did you mean spark/action-in-loop"),
        ("list_rules", {"specialist": "sparc"}, "There is no specialist 'sparc'"),
        ("knowledge_search", {"words": ""}, "The argument `words` of knowledge_search is wrong"),
        ("no_such_tool", {}, "There is no tool 'no_such_tool'; there are check, impact"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(
    tool: str, arguments: dict[str, Any], sentence: str, shop: Path
) -> None:
    assert sentence in refused(shop, tool, **arguments)


@pytest.mark.parametrize("place", ["../secret.txt", "/etc/passwd", "way_out.avsc", "schemas/../../secret.txt", "\0"])
def test_nothing_outside_of_the_roots_is_read(place: str, shop: Path) -> None:
    for tool, arguments in (
        ("compat", {"old": place, "new": place, "kind": "avro"}),
        ("spark_log", {"log": place}),
        ("spark_log", {"log": "logs/run.jsonl.gz", "code": place}),
        ("compat", {"old": f"base:{place}", "new": f"base:{place}", "kind": "avro"}),
        ("schema_history", {"path": f"models/../{place}", "kind": "avro"}),
    ):
        assert refused(shop, tool, **arguments).startswith(("There is no '", "The argument `"))


def test_a_folder_with_a_link_in_it_is_not_read(shop: Path) -> None:
    (shop / "logs" / "more").symlink_to(shop.parent)
    assert "symbolic link" in refused(shop, "spark_log", log="logs")


def test_several_repositories_are_told_apart_by_name(shop: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.sql").write_text("create table lonely as select 1 as one\n")
    workplace = Workplace.of([shop, other])
    assert "lonely" in asked(workplace, "lineage", repository="other")
    assert "lonely" not in asked(workplace, "lineage")
    with pytest.raises(HeadgateError, match="is not a folder"):
        Workplace.of([tmp_path / "absent"])
