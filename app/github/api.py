"""The one door to GitHub: a few requests about one repository, and failures as sentences."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from githubkit import GitHub, TokenAuthStrategy, UnauthAuthStrategy
from githubkit.exception import GitHubException, RateLimitExceeded, RequestError, RequestFailed, RequestTimeout

from headgate.errors import HeadgateError

API = "https://api.github.com"
_PAGE = 100
_MOST_PAGES = 30
"""GitHub lists at most 3,000 files of a pull request."""
_TRIES = 3

Json = dict[str, Any]


class GitHubError(HeadgateError):
    """GitHub refused or did not answer; the message says what to do."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status
        """HTTP status; 0 where there was no answer."""


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request, as far as a review needs it."""

    head: str
    """The commit that is the head now."""
    base: str
    """The commit that the base branch is at."""
    fork_point: str
    """Where the head left the base."""
    draft: bool = False


class Repository:
    """The requests that Headgate makes of one repository."""

    def __init__(
        self,
        name: str,
        token: str,
        *,
        base_url: str = API,
        timeout: float = 30,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        auth = TokenAuthStrategy(token) if token else UnauthAuthStrategy()
        # Retries are made here, and only of what changes nothing: a second POST would post twice.
        self._github = GitHub(
            auth, base_url=base_url, timeout=timeout, auto_retry=False, http_cache=False, user_agent="headgate"
        )
        self._path = f"/repos/{name}"
        self._name = name
        self._wait = wait

    def account(self) -> str:
        """The login that the token speaks for; empty where GitHub does not tell, as for a workflow's token."""
        try:
            return str(self._get("/user").get("login", ""))
        except GitHubError as error:
            if error.status in (401, 403, 404):
                return ""
            raise

    def pull(self, number: int) -> Pull:
        """The pull request `number`, with the commit where its head left its base."""
        found = self._get(f"{self._path}/pulls/{number}")
        head, base = str(found["head"]["sha"]), str(found["base"]["sha"])
        compared = self._get(f"{self._path}/compare/{base}...{head}", per_page=1)
        return Pull(head, base, str(compared["merge_base_commit"]["sha"]), bool(found.get("draft")))

    def files(self, number: int) -> Iterator[Json]:
        """The files of a pull request, each with GitHub's own `patch` where it has one."""
        return self._pages(f"{self._path}/pulls/{number}/files")

    def reviews(self, number: int) -> Iterator[Json]:
        """The reviews of a pull request, oldest first."""
        return self._pages(f"{self._path}/pulls/{number}/reviews")

    def comments(self, number: int) -> Iterator[Json]:
        """The review comments on lines of a pull request, resolved ones too."""
        return self._pages(f"{self._path}/pulls/{number}/comments")

    def comment(self, comment: int) -> Json:
        """One review comment, as it stands now."""
        found: Json = self._get(f"{self._path}/pulls/comments/{comment}")
        return found

    def permission(self, login: str) -> str:
        """What `login` may do in the repository: `admin`, `write`, `read` or `none`."""
        try:
            return str(self._get(f"{self._path}/collaborators/{login}/permission").get("permission", "none"))
        except GitHubError as error:
            if error.status == 404:
                return "none"
            raise

    def reply(self, number: int, comment: int, body: str) -> None:
        """Answer in the thread that a review comment began. Never tried twice here."""
        self._request("POST", f"{self._path}/pulls/{number}/comments/{comment}/replies", body={"body": body})

    def post_review(self, number: int, review: Mapping[str, Any]) -> str:
        """Post one review; its address on the web. Never tried twice here."""
        answer = self._request("POST", f"{self._path}/pulls/{number}/reviews", body=dict(review))
        return str(answer.get("html_url", ""))

    def _pages(self, path: str) -> Iterator[Json]:
        for page in range(1, _MOST_PAGES + 1):
            listed = self._get(path, per_page=_PAGE, page=page)
            yield from listed
            if len(listed) < _PAGE:
                return

    def _get(self, path: str, **params: int) -> Any:
        for attempt in range(1, _TRIES + 1):
            try:
                return self._request("GET", path, params=params)
            except GitHubError as error:
                if attempt == _TRIES or not (error.status == 0 or error.status >= 500):
                    raise
                self._wait(2.0**attempt)
        raise AssertionError("the last try returns or raises")

    def _request(
        self, method: str, path: str, *, params: Mapping[str, int] | None = None, body: Json | None = None
    ) -> Any:
        try:
            return self._github.request(method, path, params=dict(params or {}), json=body).json()
        except RateLimitExceeded as error:
            minutes = max(1, round(error.retry_after.total_seconds() / 60))
            told = f"GitHub's rate limit is used up; try again in {minutes} min."
            raise GitHubError(told, error.response.status_code) from error
        except RequestFailed as error:
            raise GitHubError(self._refusal(error), error.response.status_code) from error
        except RequestTimeout as error:
            raise GitHubError(f"GitHub did not answer {method} {path} in time; try again.") from error
        except RequestError as error:
            raise GitHubError(f"GitHub cannot be reached ({error.exc}); look at the network and try again.") from error
        except GitHubException as error:
            raise GitHubError(f"GitHub could not be asked ({error}).") from error

    def _refusal(self, error: RequestFailed) -> str:
        status = error.response.status_code
        said = _message(error)
        if status == 401:
            return "GitHub does not know the token; set HEADGATE_GITHUB_TOKEN to one that is valid."
        if status in (403, 404):
            needs = "it needs read access to the code and write access to pull requests"
            return f"GitHub lets the token not do this in {self._name} ({said}); {needs}."
        if status == 422:
            return f"GitHub refused the request as it is ({said})."
        return f"GitHub answered {status} ({said}); try again later."


def _message(error: RequestFailed) -> str:
    try:
        body = error.response.json()
    except ValueError:
        return "no reason given"
    if not isinstance(body, dict):
        return "no reason given"
    details = [str(d.get("message", d)) if isinstance(d, dict) else str(d) for d in body.get("errors") or ()]
    return "; ".join([str(body.get("message", "no reason given")), *details])[:300]
