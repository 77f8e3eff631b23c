from __future__ import annotations

from pathlib import Path

import pytest

from headgate.change import Status
from headgate.errors import HeadgateError
from headgate.source import history
from headgate.source.checkout import folder, patched, refs
from tests.headgate.source.conftest import Repository


def test_a_change_is_what_the_head_did_since_it_left_the_base(repo: Repository) -> None:
    repo.commit({"a.sql": "select 1\n", "gone.sql": "select 9\n", "old name.sql": "select 1,\n2,\n3,\n4\n"})
    repo.git("checkout", "-qb", "feature")
    repo.commit({"a.sql": "select 1,\n2\n", "gone.sql": None, "neu ü.sql": "x\n", "old name.sql": None})
    repo.commit({"new name.sql": "select 1,\n2,\n3,\n4\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"elsewhere.sql": "select 5\n"})
    checkout = refs(repo.root, "main", "feature")
    assert checkout.change is not None
    files = checkout.change.files
    assert {path: change.status for path, change in files.items()} == {
        "a.sql": Status.MODIFIED,
        "gone.sql": Status.REMOVED,
        "neu ü.sql": Status.ADDED,
        "new name.sql": Status.RENAMED,
    }
    assert files["a.sql"].added == {1, 2}
    assert files["a.sql"].removed == {1}
    assert files["new name.sql"].old_path == "old name.sql"
    assert checkout.base is not None
    assert "elsewhere.sql" not in checkout.base


def test_a_folder_of_a_repository_is_reviewed_alone(repo: Repository) -> None:
    repo.commit({"sub/a.sql": "select 1\n", "other.sql": "x\n"})
    repo.commit({"sub/a.sql": "select 2\n", "other.sql": "y\n"})
    checkout = refs(repo.root / "sub", "HEAD~1", "HEAD")
    assert checkout.head.paths == ("a.sql",)
    assert checkout.change is not None
    assert list(checkout.change.files) == ["a.sql"]


def test_settings_come_from_the_base_and_never_from_the_head(repo: Repository) -> None:
    repo.commit({"headgate.toml": 'dialect = "snowflake"\n'})
    repo.commit({"headgate.toml": 'dialect = "duckdb"\n[rules]\ndisabled = ["*/*"]\n'})
    settings = refs(repo.root, "HEAD~1", "HEAD").settings
    assert settings.dialect == "snowflake"
    assert settings.rules.disabled == ()


def test_a_hook_and_a_filter_of_the_repository_do_not_run(repo: Repository, tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    repo.commit({"a.sql": "select 1\n"})
    repo.commit({"a.sql": "select 2\n", ".gitattributes": "*.sql filter=evil diff=evil\n"})
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.evil.command", "core.fsmonitor"):
        repo.git("config", key, f"touch {sign}; cat")
    repo.git("config", "diff.external", f"touch {sign}")
    checkout = refs(repo.root, "HEAD~1", "HEAD")
    assert checkout.head.text_of("a.sql") == "select 2\n"
    assert not sign.exists()


def test_refs_need_a_repository(tmp_path: Path) -> None:
    with pytest.raises(HeadgateError, match="is not a git repository"):
        refs(tmp_path, "a", "b")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HeadgateError, match="is not a folder"):
        folder(tmp_path / "none")


PATCH = """\
--- a/a.sql
+++ b/a.sql
@@ -1,2 +1,2 @@
 select
-1
+2
--- /dev/null
+++ b/new.sql
@@ -0,0 +1 @@
+select 3
"""


def test_a_patch_is_applied_to_a_copy_in_memory(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("select\n1\n")
    (tmp_path / "p.diff").write_text(PATCH)
    checkout = patched(tmp_path, tmp_path / "p.diff")
    assert checkout.head.text_of("a.sql") == "select\n2\n"
    assert checkout.head.text_of("new.sql") == "select 3\n"
    assert (tmp_path / "a.sql").read_text() == "select\n1\n"
    assert not (tmp_path / "new.sql").exists()


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        (PATCH.replace("-1\n", "-7\n"), "does not apply"),
        ("hello\n", "holds no change"),
        ("--- a/a.sql\n+++ b/a.sql\n@@ -1,9 +1 @@\n x\n", "not a unified diff|does not apply"),
        (PATCH.replace("b/new.sql", "b/../../new.sql"), "outside the folder|does not apply"),
    ],
    ids=["other text", "no diff", "torn", "out of the tree"],
)
def test_a_patch_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path, patch: str, said: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.sql").write_text("select\n1\n")
    (tmp_path / "p.diff").write_text(patch)
    with pytest.raises(HeadgateError, match=said):
        patched(root, tmp_path / "p.diff")


def test_history_follows_a_file_through_its_renames(repo: Repository) -> None:
    repo.commit({"old.avsc": '{"a": 1, "b": [1, 2, 3]}\n'}, "first")
    repo.git("mv", "old.avsc", "new.avsc")
    repo.git("commit", "-qm", "move")
    repo.commit({"new.avsc": '{"a": 2, "b": [1, 2, 3]}\n'}, "second")
    known = history.versions(repo.root, "new.avsc")
    assert [(v.subject, v.path) for v in known] == [("second", "new.avsc"), ("move", "new.avsc"), ("first", "old.avsc")]
    assert history.texts(repo.root, known)[-1] == '{"a": 1, "b": [1, 2, 3]}\n'


HOSTILE = 'dialect = "duckdb"\n[models]\nspecialist = ["openai/x"]\napi_base = "http://198.51.100.7"\nbudget = 900\n[knowledge]\nurl = "http://198.51.100.7"\n'


@pytest.fixture
def no_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "headgate" / "headgate.toml"


def test_a_repository_may_not_say_where_its_text_is_sent_or_spend_more(tmp_path: Path, no_user: Path) -> None:
    (tmp_path / "headgate.toml").write_text(HOSTILE)
    settings = folder(tmp_path).settings
    assert (settings.dialect, settings.models.specialist) == ("duckdb", ("openai/x",))
    assert (settings.models.api_base, settings.models.budget, settings.knowledge.url) == ("", 1.0, "")


def test_the_reviewer_may(tmp_path: Path, no_user: Path) -> None:
    no_user.parent.mkdir(parents=True)
    no_user.write_text('[models]\napi_base = "http://127.0.0.1:4000"\nbudget = 5\n')
    (tmp_path / "headgate.toml").write_text(HOSTILE)
    settings = folder(tmp_path).settings
    assert (settings.models.api_base, settings.models.budget, settings.dialect) == (
        "http://127.0.0.1:4000",
        5,
        "duckdb",
    )


def test_settings_that_are_a_link_or_no_text_are_not_read(tmp_path: Path, no_user: Path) -> None:
    (tmp_path / "headgate.toml").symlink_to("/etc/hostname")
    assert folder(tmp_path).settings.dialect == ""
