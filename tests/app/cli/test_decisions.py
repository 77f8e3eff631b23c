"""What maintainers say on the command line, and what the next review makes of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.app.cli.test_commands import headgate

BAD = "select id\nfrom analytics.stg_orders\n"
GOOD = "select id\nfrom {{ ref('stg_orders') }}\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    (root / "models").mkdir(parents=True)
    (root / "dbt_project.yml").write_text("name: shop\n")
    (root / "models/stg_orders.sql").write_text("select 1 as id\n")
    (root / "models/orders.sql").write_text(BAD)
    return root


def reviewed(repo: Path) -> tuple[Path, dict[str, object]]:
    """The review's document, and the finding of a table named by hand."""
    out = repo.parent / "out"
    headgate("review", str(repo), "--no-cache", "--no-models", "--fail-on", "never", "--output-dir", str(out))
    findings = json.loads((out / "review.json").read_text())["findings"]
    return out / "review.json", next(one for one in findings if one["rule"] == "modeling/hard-coded-relation")


def test_a_dismissed_finding_comes_back_as_a_note_in_the_next_review(repo: Path) -> None:
    document, finding = reviewed(repo)
    code, out, _ = headgate(
        "knowledge", "dismiss", str(finding["fingerprint"])[:8], "--review", str(document), "--reason", "legacy",
        "--because", "taken", "--author", "ann",
    )  # fmt: skip
    assert code == 0
    assert "it comes back as a note" in out
    assert "3 dismissals lower the rule in models/*" in out
    _, again = reviewed(repo)
    assert (finding["level"], again["level"]) == ("warning", "note")
    assert "dismissed by ann" in str(again["notes"])
    assert "in models/* (ann) (until" in headgate("knowledge", "list", "--kind", "dismissed")[1]


def test_what_was_accepted_can_be_exported_and_is_an_import_elsewhere(repo: Path, tmp_path: Path) -> None:
    document, finding = reviewed(repo)
    assert headgate("knowledge", "accept", str(finding["fingerprint"]), "--review", str(document))[0] == 0
    file = tmp_path / "k.jsonl"
    headgate("knowledge", "export", str(file))
    slugs = [json.loads(line)["slug"] for line in file.read_text().splitlines()]
    for slug in slugs:
        headgate("knowledge", "forget", slug)
    code, out, _ = headgate("knowledge", "import", str(file))
    assert code == 0
    assert "Took in 2, marked as imported" in out
    assert "[imported]" in headgate("knowledge", "list")[1]
    assert headgate("knowledge", "confirm", slugs[0], "--author", "bob")[1] == f"{slugs[0]} is now bob's.\n"
    assert headgate("knowledge", "confirm", slugs[0])[0] == 2


def test_a_fix_that_stands_in_merged_code_is_learned(repo: Path) -> None:
    document, _ = reviewed(repo)
    git = ("git", "-C", str(repo), "-c", "user.name=a", "-c", "user.email=a@b.c")
    subprocess.run(("git", "init", "-q", "-b", "main", str(repo)), check=True)
    for text, told in ((BAD, "0 fixes of 1"), (GOOD, "1 fix of 1")):
        (repo / "models/orders.sql").write_text(text)
        subprocess.run((*git, "add", "-A"), check=True)
        subprocess.run((*git, "commit", "-qm", "x"), check=True)
        code, out, _ = headgate("knowledge", "learn", str(document), "--repo", str(repo))
        assert code == 0
        assert told in out
    assert "held-modeling-hard-coded-relation" in headgate("knowledge", "list")[1]


def test_nothing_to_look_at_is_said(repo: Path) -> None:
    assert headgate("knowledge", "review")[1] == "Nothing to look at.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("dismiss", "x", "--review", "/no.json", "--reason", "r"), "There is no review /no.json"),
        (("accept", "x", "--review", "no-such-run"), "There is no review no-such-run"),
        (("accept", "zz", "--review", "{document}"), "names no finding"),
        (("accept", "", "--review", "{document}"), "names no finding"),
        (("learn", "{repo}/dbt_project.yml"), "is not a review"),
        (("confirm", "nothing"), "Nothing imported is called nothing"),
    ],
)
def test_what_the_maintainer_can_mend_is_one_sentence(repo: Path, arguments: tuple[str, ...], words: str) -> None:
    document, _ = reviewed(repo)
    code, _, err = headgate("knowledge", *(one.format(document=document, repo=repo) for one in arguments))
    assert code == 2
    assert words in err
