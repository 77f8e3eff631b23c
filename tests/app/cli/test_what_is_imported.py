from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("qdrant_client", "qdrant_edge", "litellm", "gradio", "langgraph")


def test_check_imports_neither_the_store_of_knowledge_nor_anything_of_the_models(tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("select id from orders\nwhere shipped_at = null\n")
    script = (
        "import sys\nfrom app.cli.front import app\n"
        f"app(['check', {str(tmp_path)!r}, '--no-cache', '--fail-on', 'never'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
