"""Whole reviews in which specialists look things up, and what comes of their remedies."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents.tools.tool import Tool, ask
from graphs.review import resume, run
from headgate.facts.cache import Cache
from headgate.finding import Finding, Proof
from headgate.gap import GapKind
from headgate.review import Review
from headgate.settings import Mcp, OutsideServer
from tests.agents.mcp.shared import POLITE
from tests.graphs import shop
from tests.loopback import Say, calls_tools, loopback, role_of, says, tool_results

MENDED = "       total / nullif(1, 0) as share"


def curious(request: dict[str, Any], **claim: Any) -> Say:
    """The modeling specialist reads the model and its lineage before it reports."""
    if role_of(request) != "modeling":
        return shop.honest(request)
    if not tool_results(request):
        return calls_tools(("read_file", {"path": "models/orders.sql"}), ("lineage", {"name": "orders"}))
    return calls_tools(("report", {"candidates": [shop.TRUE | claim]}))


def reviewed(cache: Cache, run_id: str = "one", **claim: Any) -> Review:
    with loopback(lambda request: curious(request, **claim)) as server:
        return run(shop.checkout(server.base), models=True, run_id=run_id, cache=cache)


def argued(review: Review) -> list[Finding]:
    return [finding for finding in review.findings if finding.proof is Proof.ARGUED]


def test_what_was_looked_up_and_reported_is_published(cache: Cache) -> None:
    review = reviewed(cache)
    assert [finding.rule for finding in argued(review)] == ["modeling/division-by-zero"]
    seats = {seat.role: seat for seat in review.ledger.seats}
    assert seats["specialist:modeling"].calls == 2


def test_a_remedy_is_shown_with_what_its_trial_gave(cache: Cache) -> None:
    (found,) = argued(reviewed(cache, remedy=MENDED))
    assert found.fix is not None
    assert found.fix.tried.startswith("tried: ")
    assert [edit.replacement for edit in found.fix.edits] == [f"{MENDED}\n"]


def test_a_remedy_that_breaks_the_file_is_not_shown_and_that_is_told(cache: Cache) -> None:
    (found,) = argued(reviewed(cache, remedy="       total / ( as share"))
    assert found.fix is None
    assert any("is not shown" in note for note in found.notes)


def test_a_remedy_of_lines_that_are_not_there_is_a_gap(cache: Cache) -> None:
    review = reviewed(cache, remedy="@@ -1 +1 @@\n-select nothing\n+select 1\n")
    assert argued(review)[0].fix is None
    assert "remedy of modeling/division-by-zero" in [gap.what for gap in review.gaps if gap.kind is GapKind.REJECTED]


def test_stopped_in_the_middle_of_a_conversation_only_the_call_in_flight_is_made_again(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if killed, without the cost of a process: nothing of Headgate catches this exception."""
    with loopback(curious) as server:
        unharmed = run(shop.checkout(server.base), models=True, run_id="unharmed", cache=cache)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fresh"))

    class Killed(BaseException):
        pass

    def dies(tool: Tool, *more: Any) -> str:
        if tool.name == "lineage":
            raise Killed
        return ask(tool, *more)

    with loopback(curious) as server:
        monkeypatch.setattr("agents.tools.toolbox.ask", dies)
        with pytest.raises(Killed):
            run(shop.checkout(server.base), models=True, run_id="doomed", cache=cache)
        monkeypatch.setattr("agents.tools.toolbox.ask", ask)
        review = resume("doomed", cache=cache)
        calls = Counter(role_of(request) for request in server.requests)
    assert calls["modeling"] == 2
    assert (review.findings, review.gaps) == (unharmed.findings, unharmed.gaps)


def test_an_explanation_that_speaks_of_nothing_reached_is_told_and_not_shown(cache: Cache) -> None:
    def script(request: dict[str, Any]) -> Say:
        if role_of(request) != "modeling":
            return shop.honest(request)
        return says({"candidates": [], "explanations": [{"of": "moon", "text": "It is made of cheese."}]})

    with loopback(script) as server:
        review = run(shop.checkout(server.base), models=True, run_id="one", cache=cache)
    assert all(not one.explanation for one in review.impact)
    assert "explanation by modeling" in [gap.what for gap in review.gaps]


def test_the_ledger_tells_what_each_finding_cost_by_model_and_role(cache: Cache) -> None:
    review = reviewed(cache)
    (found,) = argued(review)
    shares = [share for share in review.ledger.shares if share.fingerprint == found.fingerprint]
    assert shares[0].role == "specialist:modeling"
    assert shares[0].tokens == 240
    assert {share.model for share in shares if share.role == "juror"} == set(shop.JURORS)
    assert all(share.tokens > 0 for share in shares)


def test_servers_that_the_reviewer_names_are_asked_and_their_failures_are_told(cache: Cache, tmp_path: Path) -> None:
    file = tmp_path / "servers.json"
    dead = {"command": sys.executable, "args": ["-c", ""]}
    file.write_text(json.dumps({"mcpServers": {"it": POLITE, "dead": dead}}))
    allowed = {
        "it": OutsideServer(tools=("look_up",), timeout=20.0, network=False),
        "dead": OutsideServer(tools=("x",), timeout=20.0),
    }

    def script(request: dict[str, Any]) -> Say:
        if role_of(request) != "modeling":
            return shop.honest(request)
        if not tool_results(request):
            return calls_tools(("it__look_up", {"arguments": {"words": "x"}}), ("dead__x", {"arguments": {}}))
        return calls_tools(("report", {"candidates": [shop.TRUE]}))

    with loopback(script) as server:
        checkout = shop.checkout(server.base)
        settings = checkout.settings.model_copy(update={"mcp": Mcp(config=str(file), servers=allowed)})
        review = run(replace(checkout, settings=settings), models=True, run_id="one", cache=cache)
        said = next(tool_results(request) for request in server.requests if tool_results(request))
    assert "found 3 for x" in said[0]
    assert len(argued(review)) == 1
    assert any("dead" in f"{gap.path} {gap.what} {gap.why}" for gap in review.gaps)
