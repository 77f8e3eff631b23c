"""The one door to LiteLLM: one request to one model, within time and budget, paid once.

Every attempt is set aside in the budget and told in the ledger on its own, so the order of fallbacks is
kept by the caller (`agents.structured`) and not left to the router, which would hide both.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agents.answers import Answers, Call, Reply, key_of
from agents.budget import Budget, OverBudgetError, Reservation
from agents.providers import Bench, Model
from agents.trouble import Failure, Trouble, Wait, sorted_out

__all__ = ["Door", "Failure", "Trouble", "tokens_of"]

_FAILURES_ALLOWED = 2
"""Times a model may fail to answer at all in a review before it is no longer asked."""


class Door:
    """Calls models of one review. Safe across threads."""

    def __init__(
        self,
        bench: Bench,
        budget: Budget,
        answers: Answers,
        *,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.bench = bench
        self.budget = budget
        self.timeout = timeout
        self._answers = answers
        self._sleep = sleep
        self._environment = environment
        self._failures: Counter[Model] = Counter()
        self._opening = threading.Lock()
        self._looking_up = threading.Lock()
        self._about: dict[Model, _About] = {}
        self._router: Any = None

    def call(self, model: Model, request: dict[str, Any]) -> Reply | Failure:
        """The reply of `model` to a chat completion request (`messages`, `max_tokens`, …); a kept one if paid before.

        A kept reply counts against the budget with what it cost when it was paid, so that a review replayed
        stops where it stopped. One more attempt is made where the provider is briefly down or asks to wait.
        """
        key = key_of({"model": model.name, "api_base": model.api_base, **request})
        kept = self._answers.get(key)
        if kept is not None:
            self.budget.charge(kept.cost, kept.tokens)
            return kept
        if self._failures[model] >= _FAILURES_ALLOWED:
            return Failure(Trouble.DOWN, "no longer asked in this review after it failed twice")
        outcome = self._attempt(model, request)
        if isinstance(outcome, Wait):
            self._sleep(outcome.seconds)
            outcome = self._attempt(model, request)
        if isinstance(outcome, Wait):
            outcome = outcome.failure
        if isinstance(outcome, Reply):
            self._answers.put(key, outcome)
        elif outcome.trouble is Trouble.REFUSED_KEY:
            self._failures[model] = _FAILURES_ALLOWED
        elif outcome.trouble in (Trouble.DOWN, Trouble.TIMED_OUT):
            self._failures[model] += 1
        return outcome

    @property
    def trouble(self) -> str:
        """Why answers cannot be kept, in one clause: what is paid may then be paid again. Empty while all is well."""
        return self._answers.trouble

    def close(self) -> None:
        """Let go of the kept answers."""
        self._answers.close()

    def prices(self, model: Model) -> tuple[float, float] | None:
        """US dollars for a prompt token and for a completion token; None where LiteLLM's list has no price."""
        return (0.0, 0.0) if model.local else self._known(model).prices

    def takes_schema(self, model: Model) -> bool | None:
        """Whether `model` is known to answer by a JSON schema; None where nothing is known of it."""
        return None if model.local else self._known(model).schemas

    def takes_tools(self, model: Model) -> bool | None:
        """Whether `model` is known to call tools; None where nothing is known of it."""
        return None if model.local else self._known(model).tools

    def _known(self, model: Model) -> _About:
        """What LiteLLM's list says of `model`. The whole bench is looked up before the first call: the router adds to
        that list while others read it, which LiteLLM does not bear.
        """
        with self._looking_up:
            for one in (*self.bench.models, model):
                if one not in self._about:
                    self._about[one] = _about(one)
            return self._about[model]

    def _attempt(self, model: Model, request: dict[str, Any]) -> Reply | Failure | Wait:
        prices = self.prices(model)
        # A tokenizer makes at most one token of a byte; what is not used is given back.
        prompt_tokens = len(repr(request).encode())
        tokens = prompt_tokens + int(request["max_tokens"])
        worst = None if prices is None else prompt_tokens * prices[0] + int(request["max_tokens"]) * prices[1]
        try:
            with self.budget.reserve(worst, tokens) as reservation:
                return self._paid(model, request, prices, reservation)
        except OverBudgetError:
            return Failure(Trouble.BUDGET, "the budget of this review is reached")

    def _paid(
        self, model: Model, request: dict[str, Any], prices: tuple[float, float] | None, reservation: Reservation
    ) -> Reply | Failure | Wait:
        router = self._open()
        started = time.monotonic()
        asked = {**request, **_cached_prefix(model)}
        answer = _within(self.timeout + 2, lambda: router.completion(model=model.name, **asked))
        seconds = time.monotonic() - started
        if isinstance(answer, BaseException):
            outcome = sorted_out(answer, self.timeout)
            if isinstance(outcome, Failure) and outcome.trouble is Trouble.TIMED_OUT:
                reservation.settle_at_worst()
            return outcome
        reply = _reply(answer, prices, seconds)
        if reply is None:
            reservation.settle_at_worst()
            return Failure(Trouble.DOWN, "its answer was not a chat completion")
        reservation.settle(reply.cost, reply.tokens)
        return reply

    def _open(self) -> Any:
        with self._opening:
            if self._router is None:
                self._known(self.bench.models[0])
                deployments = [self._deployment(model) for model in self.bench.models]
                self._router = _litellm().Router(
                    model_list=deployments, num_retries=0, disable_cooldowns=True, timeout=self.timeout
                )
            return self._router

    def _deployment(self, model: Model) -> dict[str, Any]:
        parameters: dict[str, Any] = {"model": model.name, "timeout": self.timeout, "max_retries": 0}
        if model.api_base:
            parameters["api_base"] = model.api_base
        if model.key_variable:
            parameters["api_key"] = self._environment.get(model.key_variable) or "none"
        return {"model_name": model.name, "litellm_params": parameters}


def tokens_of(request: Mapping[str, Any]) -> int:
    """How many tokens the prompt of a request has, tools and shape included, by a public tokenizer.

    Source: OpenAI, tiktoken (`o200k_base`, shipped with LiteLLM); other models' tokenizers differ by a tenth or two.
    """
    form = (request.get("response_format") or {}).get("json_schema")
    shape = [{"type": "function", "function": {"name": "answer", "parameters": form["schema"]}}] if form else []
    tools = [*(request.get("tools") or []), *shape]
    return int(_litellm().token_counter(model="gpt-4o", messages=request["messages"], tools=tools or None))


def _cached_prefix(model: Model) -> dict[str, Any]:
    """What a provider must be told before it keeps the beginning of a prompt; the others keep it unasked.

    Source: Anthropic, "Prompt caching" (`cache_control`: all up to the mark, tools first); LiteLLM, "Auto-inject
    prompt caching checkpoints".
    """
    if not model.name.startswith("anthropic/"):
        return {}
    return {"cache_control_injection_points": [{"location": "message", "role": "system"}]}


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of a model; None where nothing is."""

    prices: tuple[float, float] | None = None
    schemas: bool | None = None
    tools: bool | None = None


def _about(model: Model) -> _About:
    litellm = _litellm()
    try:
        known = litellm.get_model_info(model.name)
    except (litellm.exceptions.ModelNotMappedError, litellm.exceptions.BadRequestError, ValueError, KeyError):
        return _About()
    prompt, completion = known.get("input_cost_per_token"), known.get("output_cost_per_token")
    if not prompt or not completion:
        return _About()
    return _About(
        (float(prompt), float(completion)),
        bool(litellm.supports_response_schema(model=model.name)),
        bool(litellm.supports_function_calling(model=model.name)),
    )


def _litellm() -> Any:
    """LiteLLM, imported when a model is first needed: it takes seconds. It sends and fetches nothing of its own."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ.setdefault("LITELLM_LOG", "CRITICAL")
    import litellm  # noqa: PLC0415

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.drop_params = True
    return litellm


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """What `call` returns or raises; TimeoutError where it takes longer than `seconds`.

    A server that drips its answer byte by byte outlives the client's own time limit, so the thread is left behind.
    LiteLLM imports hundreds of modules at the first call of a provider; on a busy machine that takes longer than many
    an answer, so time in which modules came in is not counted against the model.
    """
    answer: list[Any] = []

    def work() -> None:
        try:
            answer.append(call())
        except BaseException as error:  # noqa: BLE001 - handed to the caller, who sorts it
            answer.append(error)

    thread = threading.Thread(target=work, daemon=True, name="headgate-model-call")
    thread.start()
    imported = 0
    while thread.is_alive() and imported != len(sys.modules):
        imported = len(sys.modules)
        thread.join(seconds)
    return answer[0] if answer else TimeoutError()


def _reply(answer: Any, prices: tuple[float, float] | None, seconds: float) -> Reply | None:
    choices = getattr(answer, "choices", None) or []
    message = getattr(choices[0], "message", None) if choices else None
    if message is None:
        return None
    calls = tuple(
        Call(str(call.id or ""), str(call.function.name or ""), str(call.function.arguments or ""))
        for call in getattr(message, "tool_calls", None) or []
    )
    usage = getattr(answer, "usage", None)
    prompt, completion = int(getattr(usage, "prompt_tokens", 0) or 0), int(getattr(usage, "completion_tokens", 0) or 0)
    cost = None
    if prices is not None:
        told = getattr(answer, "_hidden_params", {}).get("response_cost")
        cost = float(told) if told else prompt * prices[0] + completion * prices[1]
    finish = str(choices[0].finish_reason or "stop")
    return Reply(str(message.content or ""), prompt, completion, cost, round(seconds, 3), finish, calls)
