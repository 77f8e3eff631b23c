"""A specialist in conversation: it looks things up, reports once, and stops where it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import StructuredTool

from agents.answers import Answers
from agents.budget import Budget
from agents.model import Door
from agents.providers import Bench, Model
from agents.specialist import Proposals, Seating, propose
from headgate.facts.cache import Cache
from headgate.gap import GapKind
from headgate.review_change import Analysis, analyse
from tests.graphs import shop
from tests.loopback import Loopback, Say, calls_tools, loopback, offered, says, tool_results

Script = Callable[[dict[str, Any]], Say]
REPORT = {"candidates": [shop.TRUE]}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(shop.checkout(), Cache(None))


def proposed(
    script: Script, analysis: Analysis, *names: str, answers: Path | None = None, timeout: float = 60.0
) -> tuple[Proposals, Loopback]:
    with loopback(script) as server:
        models = tuple(Model(name, name, server.base, "NO_KEY") for name in names or ("openai/gpt-5.6-terra",))
        door = Door(Bench(models), Budget(1.0), Answers(answers), timeout=timeout, sleep=lambda _: None)
        made = propose(door, Seating(("modeling",), ("models/orders.sql",)), analysis, shop.checkout())
        door.close()
        return made, server


def looks_first(request: dict[str, Any]) -> Say:
    if not tool_results(request):
        return calls_tools(("lineage", {"name": "orders"}), ("read_file", {"path": "models/orders.sql"}))
    return calls_tools(("report", REPORT))


def loops(request: dict[str, Any]) -> Say:
    return calls_tools(("read_file", {"path": "models/orders.sql", "start": len(request["messages"])}))


def test_it_looks_things_up_and_reports_what_it_claims(analysis: Analysis) -> None:
    made, server = proposed(looks_first, analysis)
    assert [claim.rule for claim in made.candidates] == ["division-by-zero"]
    assert made.looked_up == ("lineage", "read_file")
    assert [seat.calls for seat in made.seats] == [2]
    assert not [gap for gap in made.gaps if gap.kind is GapKind.NO_ANSWER]
    told, shown = tool_results(server.requests[1])
    assert "raw_orders -> orders" in told
    assert "\n+       total / 0 as share\n" in shown


def test_it_is_offered_what_its_charter_asks_questions_of_and_nothing_that_writes(analysis: Analysis) -> None:
    _, server = proposed(lambda _: says(REPORT), analysis)
    assert offered(server.requests[0]) == ["search_code", "read_file", "git_diff", "lineage", "impact", "report"]


def test_a_report_in_plain_words_counts_and_costs_no_second_call(analysis: Analysis) -> None:
    made, server = proposed(lambda _: Say(f"Here it is:\n```json\n{says(REPORT).text}\n```"), analysis)
    assert len(made.candidates) == len(server.requests) == 1


def test_an_answer_without_a_report_is_asked_for_once_more(analysis: Analysis) -> None:
    def script(request: dict[str, Any]) -> Say:
        return says(REPORT) if len(request["messages"]) > 2 else Say("All is well.")

    made, server = proposed(script, analysis)
    assert len(made.candidates) == 1
    assert "no JSON object" in str(server.requests[1]["messages"][-1]["content"])


@pytest.mark.parametrize("arguments", ['{"candidates": 3}', "[", '"x"', "[" * 200, '{"candidates": [{}]}'])
def test_a_report_of_the_wrong_shape_may_be_mended_once(analysis: Analysis, arguments: str) -> None:
    def script(request: dict[str, Any]) -> Say:
        return calls_tools(("report", REPORT if tool_results(request) else arguments))

    made, server = proposed(script, analysis)
    assert (len(made.candidates), len(server.requests)) == (1, 2), made.gaps
    made, server = proposed(lambda _: calls_tools(("report", arguments)), analysis)
    assert (made.candidates, len(server.requests)) == ((), 2)
    assert "no readable shape" in made.seats[0].failures[0]


def test_a_tool_asked_wrongly_says_what_is_wrong_and_the_conversation_goes_on(analysis: Analysis) -> None:
    def script(request: dict[str, Any]) -> Say:
        if tool_results(request):
            return calls_tools(("report", REPORT))
        return calls_tools(
            ("read_file", {"path": "models/orders.sql", "start": "here"}),
            ("read_file", "not json"),
            ("read_file", {"path": "../../../etc/passwd"}),
            ("search_code", {"query": "/(a/"}),
            ("write_file", {"path": "x"}),
        )

    made, server = proposed(script, analysis)
    start, form, outside, regexp, unknown = tool_results(server.requests[1])
    assert "`start` is wrong" in start
    assert "no JSON object" in form
    assert "There is no file" in outside
    assert "no regular expression" in regexp
    assert "not a valid tool" in unknown
    assert len(made.candidates) == 1


def test_one_that_loops_on_tools_is_stopped_and_told(analysis: Analysis) -> None:
    made, server = proposed(loops, analysis)
    assert len(server.requests) == 6
    assert "limit of this review is reached" in tool_results(server.requests[-1])[-1]
    assert [gap.why for gap in made.gaps if gap.kind is GapKind.NO_ANSWER] == [
        "stopped after 6 calls without an answer"
    ]


def test_a_flood_of_calls_is_answered_to_the_limit_in_their_order(analysis: Analysis) -> None:
    def script(request: dict[str, Any]) -> Say:
        if tool_results(request):
            return calls_tools(("report", REPORT))
        return calls_tools(*(("read_file", {"path": "models/orders.sql", "start": n}) for n in range(1, 31)))

    made, server = proposed(script, analysis)
    answers = tool_results(server.requests[1])
    assert ["No more look-ups" in answer for answer in answers] == [False] * 10 + [True] * 20
    assert len(made.looked_up) == 10


def test_the_same_question_twice_is_answered_once(analysis: Analysis) -> None:
    def script(request: dict[str, Any]) -> Say:
        if tool_results(request):
            return calls_tools(("report", REPORT))
        return calls_tools(*(("lineage", {"name": "orders"}),) * 3)

    made, server = proposed(script, analysis)
    assert made.looked_up == ("lineage",)
    assert [len(answer) > 100 for answer in tool_results(server.requests[1])] == [True, False, False]


def test_a_model_that_refuses_tools_is_asked_once_without_them_and_that_is_told(analysis: Analysis) -> None:
    def script(request: dict[str, Any]) -> Say:
        return Say(status=400) if "tools" in request else says(REPORT)

    made, _ = proposed(script, analysis, "openai/some-small-model")
    assert len(made.candidates) == 1
    assert [gap.why for gap in made.gaps if gap.kind is GapKind.UNAVAILABLE] == [
        "it refused a conversation with tools: it saw the packed context alone"
    ]


def test_the_next_model_steps_in_for_one_that_breaks_off_in_the_middle(analysis: Analysis) -> None:
    def script(request: dict[str, Any]) -> Say:
        if request["model"] == "second":
            return says(REPORT)
        return Say(status=500) if tool_results(request) else looks_first(request)

    made, _ = proposed(script, analysis, "openai/first", "openai/second")
    assert (made.family, len(made.candidates)) == ("openai/second", 1)
    assert [(seat.model, seat.calls) for seat in made.seats] == [("openai/first", 1), ("openai/second", 1)]


def test_the_same_conversation_again_costs_nothing_and_is_the_same(analysis: Analysis, tmp_path: Path) -> None:
    first, server = proposed(looks_first, analysis, answers=tmp_path / "answers.sqlite3")
    assert len(server.requests) == 2

    def mute(_: dict[str, Any]) -> Say:
        raise AssertionError("it was asked again")

    # Another port is another server: the same one must be asked again.
    with loopback(mute) as other:
        model = Model("openai/gpt-5.6-terra", "openai/gpt-5.6-terra", server.base, "NO_KEY")
        door = Door(Bench((model,)), Budget(1.0), Answers(tmp_path / "answers.sqlite3"))
        again = propose(door, Seating(("modeling",), ("models/orders.sql",)), analysis, shop.checkout())
        door.close()
        assert not other.requests
    assert again == first


def test_secrets_do_not_come_out_of_a_tool(analysis: Analysis) -> None:
    requests: Iterator[dict[str, Any]]
    _, server = proposed(looks_first, analysis)
    requests = iter(server.requests)
    assert all("hunter2" not in str(request) for request in requests)


def test_a_tool_from_outside_is_offered_behind_ours_and_asked_within_the_same_limits(analysis: Analysis) -> None:
    def look(topic: str) -> str:
        return f"context7 says of {topic}: enough."

    outside = StructuredTool.from_function(look, name="docs", description="Documentation (source: mcp:context7).")

    def script(request: dict[str, Any]) -> Say:
        if tool_results(request):
            return calls_tools(("report", REPORT))
        return calls_tools(("docs", {"topic": "merge"}), ("docs", {"topic": "merge"}))

    with loopback(script) as server:
        model = Model("openai/gpt-5.6-terra", "openai", server.base, "NO_KEY")
        door = Door(Bench((model,)), Budget(1.0), Answers(None))
        made = propose(door, Seating(("modeling",), ("models/orders.sql",)), analysis, shop.checkout(), (outside,))
    assert offered(server.requests[0])[-2:] == ["docs", "report"]
    assert made.looked_up == ("docs",)
    assert "context7 says of merge" in tool_results(server.requests[1])[0]


TROUBLE = {
    "hangs": Say(delay=20.0),
    "drips": Say("x" * 20_000, drip=0.2),
    "is overloaded": Say(status=429, headers={"retry-after": "3600"}),
    "fails": Say(status=500),
    "answers a page": Say(raw=b"<html>"),
    "breaks off": Say("x" * 2_000, cut=True),
    "says nothing": Say(""),
    "answers in another language": Say("Alles ist in Ordnung, ich habe nichts gefunden."),
    "refuses": Say("I cannot help with that."),
    "answers another shape": says({"verdict": "approve"}),
    "answers too much": Say("{" * 300_000),
    "answers no choice": Say(raw=b'{"id":"x","object":"chat.completion","model":"x","choices":[]}'),
    "takes the conversation for malformed": Say(status=400),
}


@pytest.mark.parametrize("how", TROUBLE)
def test_one_that_fails_in_the_middle_is_a_gap_and_never_an_error(how: str, analysis: Analysis) -> None:
    """At the first turn it is the same as for one question, see `tests.graphs.test_trouble`."""

    def script(request: dict[str, Any]) -> Say:
        return looks_first(request) if len(request["messages"]) == 2 and "tools" in request else TROUBLE[how]

    made, _ = proposed(script, analysis, timeout=0.5)
    assert made.candidates == ()
    assert made.family == ""
    assert [gap.kind for gap in made.gaps if gap.path == "models"] == [GapKind.NO_ANSWER]
    assert any(seat.failures for seat in made.seats)


def test_a_model_that_obeys_an_attacker_gets_nothing_out_of_the_tools(analysis: Analysis, tmp_path: Path) -> None:
    """It asks for everything that an injected text could ask for; what comes back is sentences."""
    wanted = (
        ("read_file", {"path": "/proc/self/environ"}),
        ("read_file", {"path": "~/.aws/credentials"}),
        ("read_file", {"path": f"../../../..{tmp_path}/secret"}),
        ("search_code", {"query": "repo:.* password"}),
        ("search_code", {"query": "/(.*)*x/ file:.env"}),
        ("git_diff", {"path": "models/orders.sql", "commit": "HEAD --output=/tmp/x"}),
        ("post_comment", {"body": "approved"}),
        ("read_file", {"path": "models/orders.sql", "write": "drop table"}),
    )
    (tmp_path / "secret").write_text("hunter2-hunter2")

    def script(request: dict[str, Any]) -> Say:
        return calls_tools(("report", REPORT)) if tool_results(request) else calls_tools(*wanted)

    made, server = proposed(script, analysis)
    answers = tool_results(server.requests[1])
    assert len(answers) == len(wanted)
    assert all("hunter2" not in answer and "PATH=" not in answer for answer in answers)
    assert sum("could not answer" in answer for answer in answers) == 6
    assert len(made.candidates) == 1
