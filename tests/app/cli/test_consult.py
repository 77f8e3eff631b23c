"""One question to several scripted models: agreement, dissent, facts that hold and facts that do not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.app.cli.test_commands import headgate
from tests.loopback import Loopback, Say, loopback, says

ASKED = "Should orders be merged or overwritten?"
MODELS = "openai/scripted-a,openai/scripted-b,openai/scripted-c"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text("name: shop\n")
    (folder / "models" / "orders.sql").write_text("select id, total from {{ source('raw', 'orders') }}\n")
    (folder / "models" / "revenue.sql").write_text("select sum(total) as total from {{ ref('orders') }}\n")
    return folder


def settings(server: Loopback, tmp_path: Path) -> str:
    file = tmp_path / "headgate.toml"
    file.write_text(f'[models]\napi_base = "{server.base}"\ntimeout = 30\n')
    return str(file)


def position(choice: str, **more: Any) -> Say:
    return says({"choice": choice, "position": f"I would {choice}.", "reasons": ["orders feeds revenue"], **more})


def script(request: dict[str, Any]) -> Say:
    name = str(request["model"])[-1]
    if name == "a":
        facts = [
            {"kind": "fact", "subject": "F1"},
            {"kind": "fact", "subject": "F999"},
            {"kind": "flows_into", "subject": "orders", "other": "revenue"},
            {"kind": "quote", "subject": "select id, total", "other": "models/orders.sql"},
            {"kind": "quote", "subject": "select everything", "other": "models/orders.sql"},
            {"kind": "column", "subject": "orders.total"},
            {"kind": "column", "subject": "orders.discount"},
        ]
        return position("Merge orders by id", facts=facts, needs_to_know=["how many orders arrive late"])
    return position("Merge by id" if name == "b" else "Do not merge; overwrite the partition")


def test_agreement_dissent_and_checked_facts_stand_side_by_side(repo: Path, tmp_path: Path) -> None:
    with loopback(script) as server:
        code, out, _ = headgate(
            "consult",
            ASKED,
            str(repo),
            "--models",
            MODELS,
            "--settings",
            settings(server, tmp_path),
            "--format",
            "json",
        )
        prompts = [str(request["messages"][1]["content"]) for request in server.requests]
    told = json.loads(out)
    assert code == 0
    assert told["agreement"]["sentence"] == "2 of 3 choose alike; 1 dissents."
    assert [len(camp["models"]) for camp in told["agreement"]["by_words"]] == [2, 1]
    holds = [fact["holds"] for fact in told["opinions"][0]["facts"]]
    assert holds[:5] == [True, False, True, True, False]
    assert (holds[5], holds[6]) in {(True, False), (True, None)}
    assert len(set(prompts)) == 1, "each sees the same, and nothing of the others"


@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_a_person_sees_each_position_its_reasons_and_what_does_not_hold(form: str, repo: Path, tmp_path: Path) -> None:
    with loopback(script) as server:
        code, out, _ = headgate(
            "consult", ASKED, str(repo), "--models", MODELS, "--settings", settings(server, tmp_path), "--format", form
        )
    folded = re.sub(r"[\s│|]+", " ", out)
    assert code == 0
    assert "2 of 3 choose alike; 1 dissents." in folded
    assert "DOES NOT HOLD" in folded
    assert "how many orders arrive late" in folded or "how many orders" in folded


def test_without_a_model_the_facts_are_shown_that_would_have_been_sent(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "OLLAMA_HOST", "OLLAMA_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    code, out, err = headgate("consult", ASKED, str(repo))
    assert code == 0
    assert "no model is configured" in err
    assert "orders" in out
    assert "Lineage:" in out


def test_a_budget_of_nothing_asks_nobody_with_a_price(repo: Path, tmp_path: Path) -> None:
    with loopback(script) as server:
        code, out, _ = headgate(
            "consult", ASKED, str(repo), "--models", "openai/gpt-5.6-luna", "--settings", settings(server, tmp_path),
            "--budget", "0", "--format", "markdown",
        )  # fmt: skip
        assert server.requests == []
    assert code == 0
    assert "No model answered." in out
    assert "the budget of this review is reached" in out


def test_one_that_fails_is_told_and_the_others_are_shown(repo: Path, tmp_path: Path) -> None:
    def failing(request: dict[str, Any]) -> Say:
        return Say(status=500) if str(request["model"]).endswith("a") else script(request)

    with loopback(failing) as server:
        code, out, _ = headgate(
            "consult", ASKED, str(repo), "--models", MODELS, "--settings", settings(server, tmp_path), "-f", "markdown"
        )
    assert code == 0
    assert "No answer: consult openai/scripted-a" in out
    assert "scripted-b" in out


def test_what_a_model_says_is_shown_as_text_and_never_as_markup(repo: Path, tmp_path: Path) -> None:
    def hostile(request: dict[str, Any]) -> Say:
        return position("![x](http://evil.example) \x1b[31m @everyone", risks=["<img src=x>"])

    with loopback(hostile) as server:
        _, out, _ = headgate(
            "consult", ASKED, str(repo), "--models", MODELS, "--settings", settings(server, tmp_path), "-f", "markdown"
        )
    assert "![x](http" not in out
    assert "\x1b" not in out
    assert "<img" not in out.replace("\\<img", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("",), "question is empty"),
        (("why?", "--files", "models/none.sql"), "is no file of the repository"),
        (("why?", "--models", "a,b,c,d,e,f"), "name 5 at most"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence(arguments: tuple[str, ...], words: str, repo: Path) -> None:
    question, *rest = arguments
    code, _, err = headgate("consult", question, str(repo), *rest)
    assert code == 2
    assert words in err
