"""A maintainer answers a finding on a loopback GitHub, and so do others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.github.api import GitHubError
from app.github.decide import MOST_ANSWERS, Decided, Hearing, decide
from app.github.marks import mark_answer, mark_comment
from app.github.told import Told
from headgate.finding import Finding, Level, Proof
from headgate.settings import Knowledge
from knowledge.entry import Because, Entry, EntryKind, Via
from knowledge.memory import with_memory
from knowledge.store import open_store
from tests.app.github import loopback
from tests.app.github.loopback import ACCOUNT, NUMBER, REPOSITORY, Loopback
from tests.app.github.test_publish import binding, finding, github

TODAY = date(2026, 11, 27)
FOUND = finding()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Loopback]:
    with loopback.running(tmp_path) as state:
        state.permissions = {"ann": "write", "root": "admin"}
        state.say(f"**warning**\n{mark_comment(FOUND.fingerprint)}", ACCOUNT)
        yield state


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    return Knowledge(path=str(tmp_path / "knowledge"))


@pytest.fixture
def hearing(hub: Loopback, knowledge: Knowledge, tmp_path: Path) -> Hearing:
    told = Told(tmp_path / "told")
    told.keep(binding(hub), [FOUND])
    return Hearing(binding(hub), ACCOUNT, told, knowledge, TODAY)


def thread(hub: Loopback) -> int:
    return int(hub.comments[0]["id"])


def said(hub: Loopback, hearing: Hearing, text: str, login: str = "ann", **more: object) -> Decided:
    return decide(github(hub), hub.say(text, login, thread(hub), **more), hearing)


def decisions(knowledge: Knowledge) -> list[Entry]:
    with closing(open_store(knowledge)) as store:
        return [*store.all(EntryKind.DISMISSED), *store.all(EntryKind.ACCEPTED)]


def test_a_dismissal_is_remembered_with_name_door_reason_and_end(
    hub: Loopback, hearing: Hearing, knowledge: Knowledge
) -> None:
    said(hub, hearing, "/headgate dismiss wrong: refunds always have an order until 2027-01-31\n\nSee the contract.")
    (entry,) = decisions(knowledge)
    assert (entry.kind, entry.author, entry.via, entry.added) == (EntryKind.DISMISSED, "ann", Via.GITHUB, "2026-11-27")
    assert (entry.remedy, entry.because, entry.expires) == (
        "refunds always have an order",
        Because.WRONG,
        "2027-01-31",
    )
    (reply,) = hub.replies
    assert reply.startswith("Dismissed until 2027-01-31 by `ann`: `quality/not-in-over-null` at `q.sql:3`.")
    assert "contract" not in reply
    with closing(open_store(knowledge)) as store:
        (later,) = with_memory([FOUND], store, repository=REPOSITORY, today=TODAY)
    assert later.level is Level.NOTE
    assert later.notes == ("dismissed by ann on 2026-11-27: refunds always have an order",)


def test_an_acceptance_takes_a_dismissal_back(hub: Loopback, hearing: Hearing, knowledge: Knowledge) -> None:
    said(hub, hearing, "/headgate dismiss one row a day")
    said(hub, hearing, "/headgate accept", "root")
    (entry,) = decisions(knowledge)
    assert (entry.kind, entry.author, entry.via) == (EntryKind.ACCEPTED, "root", Via.GITHUB)
    assert len(hub.replies) == 2


def test_of_a_proven_error_the_reply_says_that_it_keeps_its_level(
    hub: Loopback, hearing: Hearing, tmp_path: Path
) -> None:
    proven = Finding(FOUND.rule, Level.ERROR, Proof.DERIVED, "x", FOUND.location, "q", FOUND.evidence)
    hub.comments[0]["body"] = f"x {mark_comment(proven.with_fingerprint('c').fingerprint)}"
    hearing.told.keep(binding(hub), [proven.with_fingerprint("c")])
    assert "keeps its level" in said(hub, hearing, "/headgate dismiss we know").reply


@pytest.mark.parametrize("login", ["mallory", "writer-of-the-fork"])
def test_who_may_not_write_to_the_base_is_refused_and_told_so_once(
    login: str, hub: Loopback, hearing: Hearing, knowledge: Knowledge
) -> None:
    comment = hub.say("/headgate dismiss it is fine", login, thread(hub))
    for _ in range(3):
        decide(github(hub), comment, hearing)
    assert decisions(knowledge) == []
    assert len(hub.replies) == 1
    assert hub.replies[0].startswith("Thank you. Only those who may write to this repository")


def test_a_retry_neither_decides_nor_answers_again(hub: Loopback, hearing: Hearing, knowledge: Knowledge) -> None:
    comment = hub.say("/headgate accept", "ann", thread(hub))
    first = decide(github(hub), comment, hearing)
    assert decide(github(hub), comment, hearing).words.endswith("was answered before.")
    assert first.reply
    assert (len(hub.replies), len(decisions(knowledge))) == (1, 1)


@pytest.mark.parametrize("arrived", [True, False])
def test_an_answer_that_broke_off_is_given_once(arrived: bool, hub: Loopback, hearing: Hearing) -> None:
    hub.keep_before_failing = arrived
    hub.answers = [("POST", 502, {"message": "Bad gateway"})]
    said(hub, hearing, "/headgate accept")
    assert len(hub.replies) == 1


def test_a_process_that_died_after_deciding_answers_when_it_is_done_again(
    hub: Loopback, hearing: Hearing, knowledge: Knowledge
) -> None:
    comment = hub.say("/headgate dismiss we know", "ann", thread(hub))
    hub.answers = [("POST", 401, {"message": "Bad credentials"})]
    with pytest.raises(GitHubError):
        decide(github(hub), comment, hearing)
    assert (len(decisions(knowledge)), hub.replies) == (1, [])
    decide(github(hub), comment, hearing)
    assert (len(decisions(knowledge)), len(hub.replies)) == (1, 1)


def test_a_comment_that_is_gone_decides_nothing(hub: Loopback, hearing: Hearing, knowledge: Knowledge) -> None:
    comment = hub.say("/headgate dismiss we know", "ann", thread(hub))
    del hub.comments[-1]
    assert "is gone" in decide(github(hub), comment, hearing).words
    assert (decisions(knowledge), hub.replies) == ([], [])


def test_a_comment_that_was_changed_decides_nothing_and_is_asked_for_anew(
    hub: Loopback, hearing: Hearing, knowledge: Knowledge
) -> None:
    told = said(hub, hearing, "/headgate dismiss we know", updated_at="2026-11-27T10:00:09Z")
    assert "was changed after it was written" in told.reply
    assert decisions(knowledge) == []


def test_a_finding_whose_thread_was_deleted_is_not_decided_on(
    hub: Loopback, hearing: Hearing, knowledge: Knowledge
) -> None:
    comment = hub.say("/headgate dismiss we know", "ann", thread(hub))
    del hub.comments[0]
    assert "answers no finding" in decide(github(hub), comment, hearing).words
    assert (decisions(knowledge), hub.replies) == ([], [])


def test_after_a_force_push_the_finding_is_still_known(hub: Loopback, hearing: Hearing, knowledge: Knowledge) -> None:
    hub.head = "f" * 40
    said(hub, hearing, "/headgate dismiss we know")
    assert len(decisions(knowledge)) == 1


def test_a_mark_that_someone_else_wrote_names_no_finding(hub: Loopback, hearing: Hearing, knowledge: Knowledge) -> None:
    forged = hub.say(f"x {mark_comment(FOUND.fingerprint)}", "mallory")
    comment = hub.say("/headgate dismiss we know", "ann", forged)
    assert "answers no finding" in decide(github(hub), comment, hearing).words
    assert decisions(knowledge) == []


def test_an_answer_that_someone_else_marks_as_given_is_given_all_the_same(hub: Loopback, hearing: Hearing) -> None:
    comment = hub.say("/headgate accept", "ann", thread(hub))
    hub.say(f"no {mark_answer(comment)}", "mallory", thread(hub))
    assert decide(github(hub), comment, hearing).reply.startswith("Accepted")


@pytest.mark.parametrize(
    ("text", "login", "more"),
    [
        ("I would /headgate dismiss this", "ann", {}),
        ("> /headgate dismiss we know", "ann", {}),
        ("`/headgate dismiss we know`", "ann", {}),
        ("/headgate\u200bdismiss we know", "ann", {}),
        ("/headgate dismiss we know", "renovate[bot]", {"user": {"login": "renovate[bot]", "type": "Bot"}}),
        ("/headgate dismiss we know", ACCOUNT, {}),
        ("/headgate dismiss we know", "ann", {"in_reply_to_id": None}),
        ("/headgate dismiss we know", "ann", {"pull_request_url": f"https://x/repos/{REPOSITORY}/pulls/1{NUMBER}"}),
        ("/headgate dismiss we know", "ann", {"pull_request_url": f"https://x/repos/other/shop/pulls/{NUMBER}"}),
        ("/headgate dismiss we know", "../../user", {"user": {"login": "../../user", "type": "User"}}),
    ],
)
def test_what_is_not_said_to_headgate_here_by_a_person_is_passed_over(
    text: str, login: str, more: dict[str, object], hub: Loopback, hearing: Hearing, knowledge: Knowledge
) -> None:
    hub.permissions |= {"renovate[bot]": "write", ACCOUNT: "admin"}
    said(hub, hearing, text, login, **more)
    assert (decisions(knowledge), hub.replies) == ([], [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("/headgate dismiss", "says why"),
        ("/headgate dismiss until 2027-01-31", "says why"),
        ("/headgate dismiss wrong: .", "says why"),
        ("/headgate dismiss we know until 2026-11-27", "a day to come"),
        ("/headgate dismiss we know until 2031-01-01", "at the latest"),
        ("/headgate dismiss we know until 2027-02-30", "There is no day"),
        ("/headgate approve", "may be"),
        ("/headgate dismiss we\u202eknow", "does not see"),
        ("/headgate dismiss we\u200b know", "does not see"),
        ("/headgate dismiss " + "x" * 600, "does not see"),
    ],
)
def test_what_is_said_wrongly_is_answered_with_what_can_be_said(
    text: str, why: str, hub: Loopback, hearing: Hearing, knowledge: Knowledge
) -> None:
    assert why in said(hub, hearing, text).reply
    assert decisions(knowledge) == []
    assert len(hub.replies) == 1


def test_a_reason_that_is_hostile_text_stays_out_of_the_reply(hub: Loopback, hearing: Hearing) -> None:
    said(hub, hearing, "/headgate dismiss ![x](http://evil.example/?q) @team Closes #1 <img src=x>")
    (reply,) = hub.replies
    assert "evil" not in reply
    assert "@" not in reply


def test_a_finding_that_this_installation_did_not_tell_is_not_decided_on(
    hub: Loopback, hearing: Hearing, knowledge: Knowledge
) -> None:
    hub.comments[0]["body"] = f"x {mark_comment('ab' * 12)}"
    assert "has not kept" in said(hub, hearing, "/headgate accept").reply
    assert decisions(knowledge) == []


def test_many_answers_come_to_an_end(hub: Loopback, hearing: Hearing) -> None:
    for number in range(MOST_ANSWERS):
        hub.say(f"x {mark_answer(9_000 + number)}", ACCOUNT, thread(hub))
    told = said(hub, hearing, "/headgate dismiss it is fine", "mallory")
    assert told.reply == ""
    assert len(hub.replies) == MOST_ANSWERS


def test_a_dry_run_remembers_and_answers_nothing(hub: Loopback, hearing: Hearing, knowledge: Knowledge) -> None:
    dry = Hearing(hearing.binding, ACCOUNT, hearing.told, knowledge, TODAY, dry_run=True)
    assert said(hub, dry, "/headgate accept").reply.startswith("This would be decided by `ann`")
    assert (decisions(knowledge), hub.replies) == ([], [])
