"""A small GitHub on 127.0.0.1: one repository, one pull request, and a record of everything that is posted."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

ACCOUNT = "headgate-bot"
REPOSITORY = "acme/shop"
NUMBER = 7
BASE_SQL = "select id\nfrom orders\n"
HEAD_SQL = "select id\nfrom orders\nwhere id not in (select order_id from refunds)\n"


class Loopback:
    """The state behind the API."""

    def __init__(self, folder: Path) -> None:
        self.origin = folder / "acme" / "shop.git"
        self.server = f"file://{folder}"
        self.base, self.head = _repository(self.origin)
        self.reviews: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.answers: list[tuple[str, int, dict[str, Any]]] = []
        """Method, status and body of answers to give instead of the usual ones, first come first."""
        self.keep_before_failing = False
        """Whether a POST that is answered with a failure is kept all the same."""
        self.patch = "@@ -1,2 +1,3 @@\n select id\n from orders\n+where id not in (select order_id from refunds)"
        self.url = ""
        self.permissions: dict[str, str] = {}
        """By login; others read."""

    def keep(self, post: dict[str, Any]) -> None:
        self.posts.append(post)
        self.reviews.append({"user": {"login": ACCOUNT}, "body": post["body"], "commit_id": post["commit_id"]})
        for one in post.get("comments", []):
            self.say(one["body"], ACCOUNT)

    def say(self, body: str, login: str, thread: int | None = None, **more: Any) -> int:
        """A comment on lines, or an answer in the thread of one; its id."""
        self.comments.append(
            {
                "id": 100 + len(self.comments),
                "user": {"login": login, "type": "User"},
                "body": body,
                "in_reply_to_id": thread,
                "pull_request_url": f"{self.url}/repos/{REPOSITORY}/pulls/{NUMBER}",
                "created_at": "2026-11-27T10:00:00Z",
                "updated_at": "2026-11-27T10:00:00Z",
                **more,
            }
        )
        return int(self.comments[-1]["id"])

    @property
    def replies(self) -> list[str]:
        """What was answered to people."""
        return [
            str(one["body"])
            for one in self.comments
            if one["user"]["login"] == ACCOUNT and "headgate:1 answer=" in one["body"]
        ]


def _repository(origin: Path) -> tuple[str, str]:
    work = origin.parent / "work"
    work.mkdir(parents=True)

    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *identity, *arguments], cwd=work, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "-q", "-b", "main")
    (work / "q.sql").write_text(BASE_SQL)
    git("add", "."), git("commit", "-qm", "base")
    base = git("rev-parse", "HEAD")
    (work / "q.sql").write_text(HEAD_SQL)
    git("commit", "-qam", "head")
    head = git("rev-parse", "HEAD")
    git("clone", "-q", "--bare", ".", str(origin))
    return base, head


def _application(state: Loopback) -> FastAPI:
    app = FastAPI()

    @app.middleware("http")
    async def scripted(request: Request, go_on: Any) -> Any:
        state.asked.append(f"{request.method} {request.url.path}")
        if state.answers and state.answers[0][0] == request.method:
            _, status, body = state.answers.pop(0)
            if state.keep_before_failing and request.url.path.endswith("/replies"):
                state.say((await request.json())["body"], ACCOUNT, int(request.url.path.split("/")[-2]))
            elif state.keep_before_failing:
                state.keep(await request.json())
            return JSONResponse(body, status, headers={"retry-after": "60"} if status == 429 else None)
        return await go_on(request)

    @app.get("/user")
    def user() -> dict[str, str]:
        return {"login": ACCOUNT}

    @app.get(f"/repos/{REPOSITORY}/pulls/{{number}}")
    def pull(number: int) -> dict[str, Any]:
        return {"number": number, "head": {"sha": state.head}, "base": {"sha": state.base}}

    @app.get(f"/repos/{REPOSITORY}/compare/{{what}}")
    def compare(what: str) -> dict[str, Any]:
        return {"merge_base_commit": {"sha": state.base}}

    @app.get(f"/repos/{REPOSITORY}/pulls/{{number}}/files")
    def files(number: int) -> list[dict[str, Any]]:
        return [{"filename": "q.sql", "patch": state.patch}]

    @app.get(f"/repos/{REPOSITORY}/pulls/{{number}}/reviews")
    def reviews(number: int, page: int = 1) -> list[dict[str, Any]]:
        return state.reviews if page == 1 else []

    @app.get(f"/repos/{REPOSITORY}/pulls/{{number}}/comments")
    def comments(number: int, page: int = 1) -> list[dict[str, Any]]:
        return state.comments if page == 1 else []

    @app.post(f"/repos/{REPOSITORY}/pulls/{{number}}/reviews")
    async def post(number: int, request: Request) -> dict[str, Any]:
        state.keep(await request.json() | {"number": number})
        return {"html_url": "https://github.example/review/1"}

    _talk(app, state)
    return app


def _talk(app: FastAPI, state: Loopback) -> None:
    """What people say below comments, and who they are."""

    @app.get(f"/repos/{REPOSITORY}/pulls/comments/{{comment}}")
    def comment(comment: int) -> Any:
        found = [one for one in state.comments if one["id"] == comment]
        return found[0] if found else JSONResponse({"message": "Not Found"}, 404)

    @app.get(f"/repos/{REPOSITORY}/collaborators/{{login}}/permission")
    def permission(login: str) -> dict[str, str]:
        return {"permission": state.permissions.get(login, "read")}

    @app.post(f"/repos/{REPOSITORY}/pulls/{{number}}/comments/{{thread}}/replies")
    async def reply(number: int, thread: int, request: Request) -> dict[str, Any]:
        return {"id": state.say((await request.json())["body"], ACCOUNT, thread)}


@contextmanager
def running(folder: Path) -> Iterator[Loopback]:
    """The loopback GitHub, served by a thread until the end."""
    state = Loopback(folder)
    server = uvicorn.Server(uvicorn.Config(_application(state), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    state.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield state
    server.should_exit = True
    thread.join()
