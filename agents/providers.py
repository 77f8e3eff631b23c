"""Which models can sit: those that the settings name, or those whose providers' usual variables are set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from headgate.settings import Models

OWN_KEY = "HEADGATE_API_KEY"
"""The key for `models.api_base`. A server that a settings file names never gets a provider's key."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model behind LiteLLM."""

    name: str
    """As LiteLLM names it: `openai/gpt-5.6-luna`."""
    family: str
    """Who trained it. Models of one family make the same mistakes."""
    api_base: str = ""
    key_variable: str = ""
    """The environment variable with the key; empty: LiteLLM finds it."""
    local: bool = False
    """Runs on a machine of the reviewer: no price."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The models of each role, preferred first."""

    specialists: tuple[Model, ...] = ()
    jurors: tuple[Model, ...] = ()
    writers: tuple[Model, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.specialists)

    @property
    def models(self) -> tuple[Model, ...]:
        return tuple(dict.fromkeys((*self.specialists, *self.jurors, *self.writers)))

    def jurors_for(self, family: str, seats: int = 3) -> tuple[Model, ...]:
        """Up to `seats` jurors for a claim by a model of `family`: one of each other family, else any other model."""
        others: dict[str, Model] = {}
        for model in (*self.jurors, *self.specialists):
            if model.family != family:
                others.setdefault(model.family, model)
        if others:
            return tuple(others.values())[:seats]
        return self.jurors[:1]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider, what shows that it can be used, and the models that sit for it unless settings say otherwise."""

    prefix: str
    needs: tuple[str, ...]
    """Environment variables that must all be set."""
    specialist: str
    juror: str = ""
    """Empty for the specialist's model."""
    extra: Mapping[str, str] = field(default_factory=dict)


PROVIDERS = (
    Provider("anthropic", ("ANTHROPIC_API_KEY",), "anthropic/claude-sonnet-5-5", "anthropic/claude-haiku-5-5"),
    Provider("openai", ("OPENAI_API_KEY",), "openai/gpt-5.6-terra", "openai/gpt-5.6-luna"),
    Provider("gemini", ("GEMINI_API_KEY",), "gemini/gemini-3.8-flash", "gemini/gemini-3.5-flash-lite"),
    Provider("mistral", ("MISTRAL_API_KEY",), "mistral/mistral-large-latest"),
    Provider("deepseek", ("DEEPSEEK_API_KEY",), "deepseek/deepseek-v4-pro", "deepseek/deepseek-v4-flash"),
    Provider("xai", ("XAI_API_KEY",), "xai/grok-4.7"),
    Provider("groq", ("GROQ_API_KEY",), "groq/openai/gpt-oss-120b", "groq/qwen/qwen3.8-27b"),
    Provider("openrouter", ("OPENROUTER_API_KEY",), "openrouter/anthropic/claude-sonnet-5.5",
             "openrouter/openai/gpt-5.6-luna"),
    Provider("azure", ("AZURE_API_KEY", "AZURE_API_BASE", "AZURE_DEPLOYMENT"), "azure/{AZURE_DEPLOYMENT}"),
)  # fmt: skip
"""In the order in which they are asked; names and prices as of LiteLLM 1.106."""

_OLLAMA_DEFAULT = "qwen2.5-coder"
_FAMILIES = (
    ("anthropic", r"claude"),
    ("openai", r"\bgpt|\bo[134]\b|chatgpt|codex"),
    ("google", r"gemini|gemma"),
    ("mistral", r"mistral|mixtral|codestral|devstral|magistral|ministral"),
    ("qwen", r"qwen|qwq"),
    ("deepseek", r"deepseek"),
    ("meta", r"llama"),
    ("xai", r"grok"),
    ("zai", r"\bglm"),
    ("moonshot", r"kimi"),
    ("microsoft", r"\bphi"),
    ("cohere", r"command"),
)


def family_of(name: str) -> str:
    """Who trained the model called `name`; the name's first part where that is not known.

    >>> family_of("openrouter/anthropic/claude-sonnet-5.5"), family_of("groq/openai/gpt-oss-120b")
    ('anthropic', 'openai')
    """
    bare = name.lower().split("/", 1)[-1].removeprefix("openai/").removeprefix("meta-llama/")
    for family, pattern in _FAMILIES:
        if re.search(pattern, bare):
            return family
    return name.lower().split("/", 1)[0]


def find(models: Models, environment: Mapping[str, str]) -> Bench:
    """The bench that settings and environment make; an empty one where neither names a model."""
    found = _from_environment(environment)
    if not models.api_base and not models.specialist:
        return found

    def named(names: tuple[str, ...], otherwise: tuple[Model, ...]) -> tuple[Model, ...]:
        key = OWN_KEY if models.api_base else ""
        return tuple(Model(name, family_of(name), models.api_base, key) for name in names) or otherwise

    specialists = named(models.specialist, () if models.api_base else found.specialists)
    jurors = named(models.juror, specialists if models.api_base else found.jurors or specialists)
    return Bench(specialists, jurors, named(models.writer, jurors))


def _from_environment(environment: Mapping[str, str]) -> Bench:
    specialists: list[Model] = []
    jurors: list[Model] = []
    for provider in PROVIDERS:
        if all(environment.get(name) for name in provider.needs):
            name = provider.specialist.format_map(environment)
            judge = provider.juror or name
            specialists.append(Model(name, family_of(name)))
            jurors.append(Model(judge, family_of(judge)))
    local = _ollama(environment)
    if local is not None:
        specialists.append(local)
        jurors.append(local)
    return Bench(tuple(specialists), tuple(jurors), tuple(jurors))


def _ollama(environment: Mapping[str, str]) -> Model | None:
    host = environment.get("OLLAMA_API_BASE") or environment.get("OLLAMA_HOST")
    if not host:
        return None
    base = host if "://" in host else f"http://{host}"
    name = environment.get("OLLAMA_MODEL") or _OLLAMA_DEFAULT
    return Model(f"ollama_chat/{name}", family_of(f"ollama/{name}"), base.rstrip("/"), local=True)
