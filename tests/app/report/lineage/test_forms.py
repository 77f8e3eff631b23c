"""Lineage as tree, JSON, Mermaid and documentation."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from app.report.lineage import json as as_json
from app.report.lineage import markdown, mermaid, tree
from app.report.lineage.asked import Asked, column_called, dataset_called, meant
from app.report.lineage.document import Lineage
from headgate.dataset import DatasetId, table
from headgate.errors import HeadgateError
from headgate.facts.graph.reach import Direction
from tests.app import sample
from tests.app.report.lineage import shop

REVENUE = table("fct_revenue")


@pytest.fixture(scope="module")
def around() -> Lineage:
    return shop.lineage(Asked(REVENUE))


def test_a_tree_names_effect_and_line_of_each_step(around: Lineage) -> None:
    text = tree.render(around)
    assert "comes from\n└─ stg_payments  model  " in text
    assert "models/marts/fct_revenue.sql:2\n   └─ raw.payments  source  " in text
    assert "transformation 2" in text
    assert "feeds\n└─ exposure:board  exposure  columns not followed  models/all.yml:23" in text


def test_a_tree_of_a_column_tells_its_expression_and_what_chooses_its_rows() -> None:
    text = tree.render(shop.lineage(Asked(REVENUE, "paid")))
    assert (
        "= sum of amount over stg_payments, where status = 'paid', for each order_id  models/marts/fct_revenue.sql:6"
        in text
    )
    assert "└─ stg_payments.amount  aggregation  models/marts/fct_revenue.sql:6" in text
    assert "   └─ raw.payments.amount  transformation  models/staging/stg_payments.sql:1" in text
    assert "stg_payments.status  filter" in text.split("are chosen by")[1]


def test_a_repeated_branch_is_unfolded_once() -> None:
    diamond = {
        "q.sql": "create table a as select 1 as x;\ncreate table s as select x from a;\n"
        "create table b as select x from s;\ncreate table c as select x from s;\n"
        "create table d as select b.x, c.x as y from b join c on b.x = c.x;\n"
    }
    text = tree.render(shop.lineage(Asked(table("d"), "", Direction.UPSTREAM), diamond))
    assert text.count("─ s  table") == 2
    assert text.count("─ a  table") == 1
    assert text.count("(shown before)") == 1


def test_a_chain_of_thousands_costs_no_stack() -> None:
    chain = shop.large(3_000, 1, 1)
    asked = Lineage(
        type(chain.asked)("large", "t0"), chain.datasets, chain.flows, chain.edges, chain.jobs
    )  # fmt: skip
    text = tree.render(asked)
    assert "t1999" in text
    assert "more branches; --depth limits the tree" in text


def test_what_is_not_known_is_said_in_every_form() -> None:
    found = shop.lineage(Asked(table("opaque")))
    assert "columns unknown: " in tree.render(found)
    assert "## Not known" in markdown.render(found)
    entry = json.loads(as_json.render(found))["datasets"][0]
    assert (entry["columns"], entry["complete"]) == ([], False)
    assert entry["unknown"]
    assert "columns unknown" in mermaid.render(found)


@pytest.mark.parametrize("direction", Direction)
def test_direction_and_depth_bound_what_is_shown(direction: Direction) -> None:
    found = shop.lineage(Asked(table("stg_payments"), "", direction, 1))
    up, down = {"raw.payments"}, {"fct_revenue"}
    expected = {"both": up | down, "upstream": up, "downstream": down}[direction.value]
    assert {one.id for one in found.datasets} == {"stg_payments", *expected}
    assert found.beyond == 5 - len(found.datasets)


def test_json_fits_its_published_schema() -> None:
    schema = as_json.schema()
    Draft202012Validator.check_schema(schema)
    for asked in (Asked(), Asked(REVENUE), Asked(REVENUE, "paid")):
        document = json.loads(as_json.render(shop.lineage(asked)))
        Draft202012Validator(schema).validate(document)
        assert document["format"] == "headgate-lineage/1"
    document["edges"][0]["direct"] = "perhaps"
    assert not Draft202012Validator(schema).is_valid(document)


def test_json_tells_edges_with_effect_and_place() -> None:
    document = json.loads(as_json.render(shop.lineage(Asked(REVENUE, "paid", Direction.UPSTREAM, 1))))
    values = [edge for edge in document["edges"] if edge["target"]["column"] == "paid"]
    assert values == [
        {
            "source": {"dataset": "stg_payments", "column": "amount"},
            "target": {"dataset": "fct_revenue", "column": "paid"},
            "effect": "aggregation",
            "direct": True,
            "at": {"path": "models/marts/fct_revenue.sql", "line": 6},
        }
    ]


def test_a_page_of_documentation_gives_each_sentence_its_line(around: Lineage) -> None:
    text = markdown.render(around)
    assert "What was paid, by order. (`models/all.yml:13`)" in text
    assert "- Owner: finance (`models/all.yml:13`)" in text
    assert "Sum of amount over stg_payments, where status = 'paid', for each order_id (`models/marts/" in text
    assert "(`models/marts/fct_revenue.sql:6`, as rendered: `sum(amount)`)" in text
    assert "Passed on from `stg_payments.order_id` (`models/marts/fct_revenue.sql:5`), never NULL; tested: " in text
    assert "- Key: `order_id` (`models/all.yml:13`)" in text
    assert "`exposure:board` (exposure)" in text
    assert "owner ada@\u200bexample.com" in text


def test_freshness_of_a_source_is_told() -> None:
    text = markdown.render(shop.lineage(Asked(table("raw.payments"))))
    assert "- Freshness: warn_after count 12, period hour (`models/all.yml:7`)" in text


def test_an_index_lists_every_dataset_under_its_layer() -> None:
    text = markdown.render(shop.lineage())
    assert re.search(
        r"## models/marts\n\n.*\n.*\n\| `fct_revenue` \| model \| 3 or more \||\| `fct_revenue` \| model \| 3 \|", text
    )
    assert text.index("## exposures") < text.index("`exposure:board`") < text.index("## models/marts")


def test_no_label_leaves_its_quotes_in_mermaid() -> None:
    files = {
        "q.sql": f'create table "{HOSTILE}" as select 1 as "{HOSTILE}";\ncreate table t as select * from "{HOSTILE}";\n'
    }
    for asked in (Asked(), Asked(table("t"))):
        for line in mermaid.render(shop.lineage(asked, files)).splitlines()[1:]:
            assert line.count('"') in (0, 2)
            assert "click" not in line.partition('"')[0] + line.rpartition('"')[2]
            assert not set("`<>[]{}|\\") & set(re.findall(r'"(.*)"', line)[0] if '"' in line else "")


HOSTILE = "x]; click n0 'javascript:alert(1)' `<img src=x onerror=alert(1)> %%{init}%% end"


def test_mermaid_by_column_draws_columns_within_their_datasets() -> None:
    text = mermaid.render(shop.lineage(Asked(REVENUE, "paid")))
    assert re.search(r'subgraph d\d+\["stg_payments"\]\n    n\d+\["amount"\]', text)
    assert re.search(r'n\d+ -->\|"aggregation"\| n\d+', text)


def test_mermaid_counts_what_it_does_not_draw() -> None:
    text = mermaid.render(shop.large(500, 1))
    assert text.count("\n  n") < 600
    assert "… and 420 more datasets" in text


def test_secrets_in_names_and_expressions_are_masked_everywhere() -> None:
    secret = "AKIA" + "ABCDEFGHIJKLMNOP"
    files = {"q.sql": f"create table t as select concat('{secret}', x) as y from s;\n"}
    found = shop.lineage(Asked(table("t")), files)
    for text in (tree.render(found), as_json.render(found), markdown.render(found), mermaid.render(found)):
        assert secret not in text


def test_control_characters_of_names_reach_no_terminal() -> None:
    files = {"q.sql": f'create table "{sample.HOSTILE.encode("utf-8", "replace").decode()}" as select 1 as x;\n'}
    assert "\x1b" not in tree.listing(shop.lineage(None, files))


def test_names_may_be_short_and_wrong_ones_are_met_with_the_nearest() -> None:
    graph = shop.project().graph
    assert dataset_called(graph, "payments") == table("raw.payments")
    assert meant(graph, "fct_revenue.PAID") == (REVENUE, "paid")
    assert column_called(graph, "payments.amount").dataset == table("raw.payments")
    for call, words in (
        (lambda: dataset_called(graph, "fct_revenu"), "the nearest are fct_revenue"),
        (lambda: column_called(graph, "fct_revenue.paidd"), "the nearest are paid"),
        (lambda: column_called(graph, "opaque.x"), "none of its columns is known"),
        (lambda: column_called(graph, "paid"), "write it as dataset.column"),
        (lambda: meant(graph, "zzzz"), "`headgate lineage REPO` lists all"),
    ):
        with pytest.raises(HeadgateError, match=re.escape(words)):
            call()


def test_an_ambiguous_name_is_met_with_its_candidates() -> None:
    graph = shop.project({"q.sql": "select 1 from a.orders; select 1 from b.orders;"}).graph
    with pytest.raises(HeadgateError, match=r"'orders' is several: a\.orders, b\.orders; name one in full"):
        dataset_called(graph, "orders")
    assert dataset_called(graph, "A.orders") == DatasetId("warehouse", "a.orders")
