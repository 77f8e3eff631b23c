"""The webhook: who knocks is proved, what was delivered is remembered, and the answer does not wait for the work."""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, ValidationError

from app.github.binding import Binding
from app.github.command import is_addressed
from app.github.queue import Queue
from headgate.errors import HeadgateError

MOST_BYTES = 25 * 1024 * 1024
"""GitHub delivers nothing larger."""
_ASKED_FOR = frozenset({"opened", "reopened", "synchronize", "ready_for_review"})


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Commit(_Part):
    sha: str


class _PullRequest(_Part):
    number: int
    head: _Commit
    draft: bool = False


class _Repository(_Part):
    full_name: str


class _Comment(_Part):
    id: int
    body: str = ""
    in_reply_to_id: int | None = None


class Delivery(_Part):
    """What is read of a `pull_request` or a `pull_request_review_comment` event."""

    action: str
    pull_request: _PullRequest
    repository: _Repository
    comment: _Comment | None = None


def webhook(secret: bytes, queue: Queue) -> FastAPI:
    """The application that takes GitHub's deliveries and puts work on `queue`.

    Raises:
        HeadgateError: there is no secret: anyone could then order reviews.
    """
    if not secret:
        raise HeadgateError("A webhook needs a secret; set HEADGATE_WEBHOOK_SECRET to the one that GitHub has.")
    app = FastAPI(title="Headgate", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health")
    def health() -> dict[str, int]:
        return queue.states()

    @app.post("/webhook")
    async def deliver(
        request: Request,
        x_hub_signature_256: Annotated[str, Header()] = "",
        x_github_event: Annotated[str, Header()] = "",
        x_github_delivery: Annotated[str, Header()] = "",
    ) -> JSONResponse:
        body = await _bounded(request)
        if not signed(secret, body, x_hub_signature_256):
            raise HTTPException(401, "The signature does not fit the delivery.")
        if x_github_event not in _HEARD:
            return JSONResponse({"queued": False, "why": "not a pull request"}, 200)
        binding, comment = _HEARD[x_github_event](_told(body))
        # The header is not signed, the body is: a replay under another id is known by its digest.
        marks = tuple(m for m in (x_github_delivery[:100], hashlib.sha256(body).hexdigest()) if m)
        if not queue.take_delivery(marks, binding, comment):
            return JSONResponse({"queued": False, "why": "delivered before"}, 200)
        return JSONResponse({"queued": binding is not None}, 202)

    return app


def signed(secret: bytes, body: bytes, signature: str) -> bool:
    """Whether `signature` is HMAC-SHA256 of the raw body, in GitHub's form; compared in constant time."""
    made = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made.encode(), signature.encode())


async def _bounded(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "The delivery is too large.")
    return bytes(body)


def _told(body: bytes) -> Delivery:
    try:
        return Delivery.model_validate_json(body)
    except ValidationError as error:
        raise HTTPException(400, "The delivery is no pull request event.") from error


def _to_review(told: Delivery) -> tuple[Binding | None, int]:
    """The pull request to be reviewed; None where the event asks for nothing."""
    wanted = told.action in _ASKED_FOR and not told.pull_request.draft
    return (_bound(told), 0) if wanted else (None, 0)


def _to_hear(told: Delivery) -> tuple[Binding | None, int]:
    """The comment to be heard; a changed or deleted one asks for nothing, nor does one that speaks to others."""
    said = told.comment
    if told.action != "created" or said is None or not said.in_reply_to_id or not is_addressed(said.body):
        return None, 0
    return _bound(told), said.id


def _bound(told: Delivery) -> Binding:
    try:
        return Binding(told.repository.full_name, told.pull_request.number, told.pull_request.head.sha)
    except HeadgateError as error:
        raise HTTPException(400, "The delivery is no pull request event.") from error


_HEARD = {"pull_request": _to_review, "pull_request_review_comment": _to_hear}
"""Events that may bring work."""
