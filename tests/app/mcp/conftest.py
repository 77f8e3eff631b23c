"""A small repository with a change, and the user's folders in a place of the test's own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from evals.runtime.score import HOME

ORDER_1 = '{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "long"}, {"name": "note", "type": "string"}]}'
ORDER_2 = '{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}]}'
BASE = {
    "models/stg_orders.sql": "select\n    id,\n    amount\nfrom raw.orders\n",
    "models/fct_orders.sql": "select id, sum(amount) as amount\nfrom {{ ref('stg_orders') }}\ngroup by id\n",
    "dbt_project.yml": "name: shop\nmodel-paths: [models]\n",
    "schemas/order.avsc": ORDER_1,
}
HEAD = {"models/stg_orders.sql": "select\n    id\nfrom raw.orders\n", "schemas/order.avsc": ORDER_2}
PATCH = """\
--- a/models/fct_orders.sql
+++ b/models/fct_orders.sql
@@ -1,3 +1,3 @@
-select id, sum(amount) as amount
+select id, sum(amount) as total
 from {{ ref('stg_orders') }}
 group by id
"""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home: Path = tmp_path_factory.mktemp("home")
    for name in ("CACHE", "STATE", "DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    _commit(root, BASE, "Orders")
    _git(root, "branch", "base")
    _commit(root, HEAD, "Fewer columns")
    (root / "logs").mkdir()
    shutil.copy(HOME / "logs" / "skewed_join.jsonl.gz", root / "logs" / "run.jsonl.gz")
    shutil.copy(HOME / "programs" / "skewed_join.py", root / "job.py")
    (tmp_path / "secret.txt").write_text("outside")
    (root / "way_out.avsc").symlink_to(tmp_path / "secret.txt")
    return root


def _commit(root: Path, files: dict[str, str], message: str) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    if not (root / ".git").exists():
        _git(root, "init", "-q")
    _git(root, "add", ".")
    _git(root, "commit", "-q", "-m", message)


def _git(root: Path, *command: str) -> None:
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *command], cwd=root, check=True, capture_output=True)
