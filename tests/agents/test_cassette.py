"""A door replayed from a recording: no server runs, and the answer, its tokens and its price are the recorded ones.

The recording was made against the scripted loopback server, so it is no model's opinion. To make it anew, run
`python -m tests.agents.test_cassette`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import vcr

from agents.answers import Answers, Reply
from agents.budget import Budget
from agents.model import Door
from agents.providers import Bench, Model
from tests.loopback import Say, loopback

CASSETTE = Path(__file__).parent / "cassettes" / "one_answer.yaml"
REQUEST: dict[str, Any] = {
    "messages": [{"role": "user", "content": "Does `total` still exist?"}],
    "max_tokens": 50,
}
PORT = 40_404


def ask(folder: Path, port: int = PORT) -> Reply:
    model = Model("openai/gpt-5.6-luna", "openai", f"http://127.0.0.1:{port}/v1", "HEADGATE_API_KEY")
    answers = Answers(folder / "answers.sqlite3")
    door = Door(Bench((model,)), Budget(1.0), answers, timeout=60.0, environment={"HEADGATE_API_KEY": "secret"})
    try:
        reply = door.call(model, REQUEST)
    finally:
        answers.close()
    assert isinstance(reply, Reply), reply
    return reply


def recorder(mode: str) -> vcr.VCR:
    return vcr.VCR(
        record_mode=mode,
        match_on=["method", "path", "body"],
        filter_headers=["authorization", "user-agent", "x-stainless-os", "x-stainless-arch"],
    )


def test_a_recorded_answer_is_replayed_without_a_server(tmp_path: Path) -> None:
    with recorder("none").use_cassette(str(CASSETTE)) as cassette:
        reply = ask(tmp_path)
    assert cassette.all_played
    assert reply.text == "No: it was renamed to `amount`."
    assert reply.tokens == 120


def test_the_recording_holds_no_key() -> None:
    text = CASSETTE.read_text(encoding="utf-8")
    assert "secret" not in text
    assert "uthorization" not in text


if __name__ == "__main__":
    import tempfile

    CASSETTE.parent.mkdir(exist_ok=True)
    CASSETTE.unlink(missing_ok=True)
    with (
        loopback(lambda _: Say("No: it was renamed to `amount`.")) as server,
        tempfile.TemporaryDirectory() as scratch,
        recorder("once").use_cassette(str(CASSETTE)),
    ):
        ask(Path(scratch), server.port)
