"""Posting on a pull request of a loopback GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.github import review_pull as station
from app.github.api import GitHubError, Repository
from app.github.binding import Binding
from app.github.mirror import mirror
from app.github.publish import publish
from app.github.review_pull import Access, Manner, heard, review_pull
from app.report import json as json_report
from app.report.source import Source
from headgate.errors import HeadgateError
from headgate.evidence import Evidence, EvidenceKind, quote
from headgate.facts.cache import Cache
from headgate.finding import Finding, Level, Proof
from headgate.fix import Fix, TextEdit
from headgate.location import Location
from headgate.review import Coverage, Review, Subject
from headgate.rules.registry import all_rules
from headgate.source.checkout import refs
from tests.app.github import loopback
from tests.app.github.loopback import ACCOUNT, NUMBER, REPOSITORY, Loopback

CODE = "where id not in (select order_id from refunds)"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Loopback]:
    with loopback.running(tmp_path) as state:
        yield state


def finding(line: int = 3, rule: str = "quality/not-in-over-null", code: str = CODE) -> Finding:
    at = Location("q.sql", line)
    edit = TextEdit("q.sql", line, line, CODE.replace("refunds", "refunds where order_id is not null") + "\n")
    return Finding(
        rule,
        Level.WARNING,
        Proof.DERIVED,
        "`order_id` may be NULL.",
        at,
        "q",
        (quote(at, code),),
        Fix("Leave NULLs out", (edit,)),
    ).with_fingerprint(code)


def review(*findings: Finding) -> Review:
    return Review(Subject("acme/shop", "b" * 40, "h" * 40), findings, coverage=Coverage(1, 1, rules=9))


def github(hub: Loopback) -> Repository:
    return Repository(REPOSITORY, "token", base_url=hub.url, wait=lambda _: None)


def binding(hub: Loopback) -> Binding:
    return Binding(REPOSITORY, NUMBER, hub.head)


def post(hub: Loopback, *findings: Finding, dry_run: bool = False) -> str:
    return publish(review(*findings), Source(), github(hub), binding(hub), ACCOUNT, dry_run=dry_run).words


def test_one_review_comments_on_the_line_and_never_approves(hub: Loopback) -> None:
    post(hub, finding())
    (sent,) = hub.posts
    assert (sent["event"], sent["commit_id"], sent["number"]) == ("COMMENT", hub.head, NUMBER)
    (comment,) = sent["comments"]
    assert (comment["path"], comment["line"], comment["side"]) == ("q.sql", 3, "RIGHT")
    assert (
        "```suggestion\nwhere id not in (select order_id from refunds where order_id is not null)\n```"
        in comment["body"]
    )


def test_what_lies_outside_the_hunks_stands_in_the_body(hub: Loopback) -> None:
    post(hub, finding(), finding(90, "quality/other", "x"))
    (sent,) = hub.posts
    assert len(sent["comments"]) == 1
    assert "quality/other" in sent["body"]
    assert "1 finding stands on the lines of the change." in sent["body"]


def test_the_same_commit_is_not_posted_twice(hub: Loopback) -> None:
    post(hub, finding())
    assert "Nothing new" in post(hub, finding())
    assert len(hub.posts) == 1


def test_a_later_push_says_only_what_is_new(hub: Loopback) -> None:
    post(hub, finding())
    hub.head = "c" * 40
    post(hub, finding(), finding(90, "quality/other", "x"))
    assert hub.posts[1]["comments"] == []
    assert "1 finding was told in an earlier review." in hub.posts[1]["body"]
    assert "quality/not-in-over-null" not in hub.posts[1]["body"]


def test_a_dismissed_finding_does_not_return(hub: Loopback) -> None:
    post(hub, finding())
    hub.reviews.clear()
    hub.head = "c" * 40
    assert "Nothing new" in post(hub, finding())
    assert len(hub.posts) == 1


def test_a_mark_that_someone_else_wrote_silences_nothing(hub: Loopback) -> None:
    one = finding()
    hub.comments.append({"user": {"login": "mallory"}, "body": f"<!-- headgate:1 finding={one.fingerprint} -->"})
    hub.reviews.append({"user": {"login": "mallory"}, "body": f"<!-- headgate:1 commit={hub.head} findings= -->"})
    post(hub, one)
    assert len(hub.posts) == 1


def test_a_clean_pull_request_hears_nothing(hub: Loopback) -> None:
    assert "Nothing new" in post(hub)
    assert hub.posts == []


def test_a_dry_run_posts_nothing(hub: Loopback) -> None:
    post(hub, finding(), dry_run=True)
    assert not [one for one in hub.asked if one.startswith("POST")]


def test_another_head_is_refused(hub: Loopback) -> None:
    bound = binding(hub)
    hub.head = "d" * 40
    with pytest.raises(HeadgateError, match="no longer the head"):
        publish(review(finding()), Source(), github(hub), bound, ACCOUNT)
    assert hub.posts == []


def test_a_place_that_github_refuses_costs_the_comments_not_the_review(hub: Loopback) -> None:
    hub.answers.append(("POST", 422, {"message": "Validation Failed", "errors": ["line must be part of the diff"]}))
    post(hub, finding())
    (sent,) = hub.posts
    assert sent["comments"] == []
    assert "quality/not-in-over-null" in sent["body"]


def test_a_review_that_arrived_before_the_answer_failed_is_not_posted_again(hub: Loopback) -> None:
    hub.answers.append(("POST", 502, {}))
    hub.keep_before_failing = True
    post(hub, finding())
    assert len(hub.posts) == 1


def test_a_review_that_did_not_arrive_is_posted_again(hub: Loopback) -> None:
    hub.answers.append(("POST", 502, {}))
    post(hub, finding())
    assert len(hub.posts) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "does not know the token"),
        (403, "lets the token not do this"),
        (404, "lets the token not do this"),
        (429, "rate limit"),
    ],
)
def test_a_refusal_is_a_sentence(hub: Loopback, status: int, words: str) -> None:
    hub.answers.append(("GET", status, {"message": "no"}))
    with pytest.raises(GitHubError, match=words):
        post(hub, finding())


def test_a_server_that_stumbles_is_asked_again(hub: Loopback) -> None:
    hub.answers += [("GET", 500, {}), ("GET", 503, {})]
    post(hub, finding())
    assert len(hub.posts) == 1


def test_a_server_that_is_down_is_a_sentence() -> None:
    with pytest.raises(GitHubError, match="cannot be reached"):
        Repository(REPOSITORY, "", base_url="http://127.0.0.1:9", wait=lambda _: None).pull(1)


@pytest.mark.parametrize(
    ("repository", "number", "commit"),
    [
        ("../etc", 1, "a" * 40),
        ("a/b/c", 1, "a" * 40),
        ("a/..", 1, "a" * 40),
        ("a/b", 0, "a" * 40),
        ("a/b", 1, "main"),
        ("-x/b", 1, "a" * 40),
    ],
)
def test_a_binding_of_another_form_is_refused(repository: str, number: int, commit: str) -> None:
    with pytest.raises(HeadgateError):
        Binding(repository, number, commit)


def test_the_mirror_holds_both_commits_and_no_token(hub: Loopback) -> None:
    pull = github(hub).pull(NUMBER)
    with mirror(REPOSITORY, pull, "s3cret", hub.server) as folder:
        checkout = refs(folder, hub.base, hub.head)
        assert checkout.head.text_of("q.sql") == loopback.HEAD_SQL
        assert checkout.change is not None
        assert checkout.change.files["q.sql"].added == frozenset({3})
        assert not [f for f in folder.rglob("*") if f.is_file() and b"s3cret" in f.read_bytes()]
    assert not folder.exists()


def test_a_pull_request_is_reviewed_from_end_to_end(hub: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = type("Judged", (), {"review": review(finding())})
    monkeypatch.setattr(station, "judge", lambda *_, **__: judged)
    access = Access("token", hub.url, hub.server)
    outcome = review_pull(binding(hub), github(hub), access, Cache(None), lambda *_: None, Manner(models=False))
    assert outcome.address == "https://github.example/review/1"
    hub.permissions["ann"] = "write"
    answer = hub.say("/headgate accept", "ann", int(hub.comments[0]["id"]))
    assert heard(binding(hub), github(hub), access, answer).words.startswith("Accepted by `ann`")
    assert len(hub.replies) == 1


def artifact(hub: Loopback, folder: Path, *findings: Finding) -> str:
    written = folder / "review.json"
    written.write_text(json_report.render(review(*findings)))
    manner = Manner(models=False, written=written)
    access = Access("token", hub.url, hub.server, ACCOUNT)
    return review_pull(binding(hub), github(hub), access, Cache(None), lambda *_: None, manner).words


@pytest.fixture
def known_rule() -> str:
    return all_rules()[0].id


def test_an_artifact_is_posted_as_far_as_its_quotes_stand(hub: Loopback, tmp_path: Path, known_rule: str) -> None:
    artifact(
        hub, tmp_path, finding(rule=known_rule), finding(rule="made/up"), finding(rule=known_rule, code="not there")
    )
    (sent,) = hub.posts
    assert len(sent["comments"]) == 1
    assert "made/up" not in json.dumps(sent)
    assert "not there" not in json.dumps(sent)
    hub.permissions["ann"] = "write"
    answer = hub.say("/headgate accept", "ann", int(hub.comments[0]["id"]))
    decided = heard(binding(hub), github(hub), Access("t", hub.url, hub.server, ACCOUNT), answer)
    assert "has not kept what it told" in decided.words


def test_an_artifact_cannot_raise_what_only_a_model_argued(hub: Loopback, tmp_path: Path, known_rule: str) -> None:
    forged = replace(finding(rule=known_rule), level=Level.ERROR, proof=Proof.ARGUED)
    assert "Nothing new" in artifact(hub, tmp_path, forged)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": "headgate-review/9"}', '{"format":"headgate-review/1","findings":3}']
)
def test_an_artifact_of_another_form_is_refused(hub: Loopback, tmp_path: Path, text: str) -> None:
    written = tmp_path / "review.json"
    written.write_text(text)
    with pytest.raises(HeadgateError, match=r"review\.json"):
        review_pull(
            binding(hub),
            github(hub),
            Access("t", hub.url, hub.server, ACCOUNT),
            Cache(None),
            lambda *_: None,
            Manner(False, written=written),
        )


def test_a_mark_in_code_that_was_quoted_silences_nothing(hub: Loopback) -> None:
    other = finding(90, "quality/other", "x")
    forged = f"<!-- headgate:1 finding={other.fingerprint} -->\n<!-- headgate:1 commit={'c' * 40} findings= -->"
    post(hub, replace(finding(), evidence=(*finding().evidence, Evidence(EvidenceKind.DOCUMENT, forged))))
    hub.head = "c" * 40
    post(hub, finding(), other)
    assert len(hub.posts) == 2
    assert "quality/other" in hub.posts[1]["body"]
