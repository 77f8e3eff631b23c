"""Settings of a repository, from `headgate.toml` on the base or from the reviewer, never from the head."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from headgate.errors import HeadgateError

FILE_NAME = "headgate.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bounds(_Section):
    """Limits that keep a hostile repository from costing more than it may."""

    max_files: Annotated[int, Field(gt=0)] = 40_000
    max_file_bytes: Annotated[int, Field(gt=0)] = 2_000_000
    max_artifact_bytes: Annotated[int, Field(gt=0)] = 64_000_000
    """Of a `manifest.json` or `catalog.json` that dbt wrote."""
    max_total_bytes: Annotated[int, Field(gt=0)] = 500_000_000
    """Of all files that are read, together."""
    seconds_per_file: Annotated[float, Field(gt=0)] = 20.0
    worker_memory_mb: Annotated[int, Field(gt=0)] = 2_048


class Rules(_Section):
    """Which rules speak."""

    disabled: tuple[str, ...] = ()
    """Rule ids, or `specialist/*`."""
    options: dict[str, dict[str, object]] = {}


class Models(_Section):
    """Which models sit, by role; empty means: found from the usual environment variables."""

    specialist: tuple[str, ...] = ()
    juror: tuple[str, ...] = ()
    writer: tuple[str, ...] = ()
    api_base: str = ""
    budget: Annotated[float, Field(ge=0)] = 1.0
    """US dollars a review."""
    timeout: Annotated[float, Field(gt=0)] = 60.0
    """Seconds a call."""


class Knowledge(_Section):
    """Where patterns are kept; a URL means a Qdrant server."""

    url: str = ""
    path: str = ""
    """Folder of the embedded store; empty for the user's data folder."""
    collection: str = "headgate"
    embedding: str = ""
    """An embedding model as LiteLLM names it, for search by meaning beside search by words; empty: by words alone."""
    embedding_base: str = ""
    """Where it is asked, such as a server of one's own; its key is HEADGATE_API_KEY then."""


class Sending(StrEnum):
    """What an outside server that may pass it on to others is sent."""

    QUERIES = "queries"
    """Short questions, and nothing that stands in the reviewed code."""
    CODE = "code"


class OutsideServer(_Section):
    """What one MCP server may be asked, beside how it is started."""

    tools: tuple[str, ...] = ()
    """Tools that only read. A server that Headgate knows needs none named; of any other only these are called."""
    specialists: tuple[str, ...] = ()
    """Those who are given its tools; of a server that Headgate knows those whose charter asks such questions, of any
    other all, where none is named."""
    send: Sending = Sending.QUERIES
    network: bool | None = None
    """Whether it passes on what it is asked; None for what is known of it, and yes for one that is not known."""
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    """Seconds to start, and seconds for an answer."""
    calls: Annotated[int, Field(ge=0, le=1_000)] = 30
    """Calls in one review."""


class Mcp(_Section):
    """Outside tools by the Model Context Protocol; the reviewer's alone to say."""

    config: str = ""
    """A JSON file in the `mcpServers` form; from a file of settings, relative to it. Empty: no outside tools."""
    servers: dict[str, OutsideServer] = {}
    """By the names of the `mcpServers` file."""


class Consumer(_Section):
    """A reader that this repository does not hold, so that a change of schema names it."""

    name: str
    reads: tuple[str, ...]
    """Datasets, `dataset.column` or paths of schema files, with `*` for anything."""
    contact: str = ""


class CompatibilityMode(StrEnum):
    """What is demanded of a new version of a schema. Source: Confluent Schema Registry, "Compatibility types"."""

    BACKWARD = "BACKWARD"
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    FORWARD = "FORWARD"
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    FULL = "FULL"
    FULL_TRANSITIVE = "FULL_TRANSITIVE"
    NONE = "NONE"

    @property
    def transitive(self) -> bool:
        """Whether it asks about all earlier versions, not the last one alone."""
        return self.value.endswith("_TRANSITIVE")

    @property
    def way(self) -> str:
        """`backward`, `forward`, `full` or `none`."""
        return self.value.partition("_")[0].lower()


class Compatibility(_Section):
    """The mode of some schemas; the last entry that speaks of one counts."""

    mode: CompatibilityMode
    path: str = "*"
    """A file or, with `*`, those of a folder: `schemas/orders/*`."""
    subject: str = "*"
    """The name of a record, message or subject, with `*` for anything."""


class Waiver(_Section):
    """A finding that was approved for a while."""

    rule: str
    """Rule id, or `specialist/*`."""
    entity: str = "*"
    """What the finding is about, with `*` for anything: `shop.orders.note:*`."""
    path: str = "*"
    reason: Annotated[str, Field(min_length=1)]
    owner: Annotated[str, Field(min_length=1)]
    expires: date
    """The last day on which it counts."""


class Settings(_Section):
    """All settings; an absent file means the defaults."""

    dialect: str = ""
    """SQL dialect in sqlglot's words where the repository does not tell."""
    exclude: tuple[str, ...] = ()
    """Paths left out, in .gitignore's form."""
    aliases: dict[str, str] = {}
    """Dataset name to dataset name: the two are one."""
    execute: bool = True
    """Whether single SELECTs of the repository are run on DuckDB, where a fix rewrites one; see decision 4."""
    bounds: Bounds = Bounds()
    rules: Rules = Rules()
    compatibility: tuple[Compatibility, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    models: Models = Models()
    knowledge: Knowledge = Knowledge()
    mcp: Mcp = Mcp()

    def of_repository(self) -> Settings:
        """What of these a reviewed repository may say of itself.

        It may name models and spend less, never more; where its text is sent to (`models.api_base`), where knowledge
        is kept and which programs are started for it (`mcp`) are the reviewer's to say, in `user_file()` or by
        `--settings`.
        """
        models = self.models.model_copy(
            update={"api_base": "", "budget": min(self.models.budget, Models().budget)},
        )
        return self.model_copy(update={"models": models, "knowledge": Knowledge(), "mcp": Mcp()})

    def without_running(self) -> Settings:
        """These, and nothing of the repository is run."""
        return self.model_copy(update={"execute": False})

    def with_user(self, user: Settings | None) -> Settings:
        """These with the reviewer's own models, knowledge and outside tools, where the reviewer has such a file."""
        if user is None:
            return self
        return self.model_copy(update={"models": user.models, "knowledge": user.knowledge, "mcp": user.mcp})

    def with_mcp_config(self, file: Path | None) -> Settings:
        """These with the `mcpServers` file that the reviewer names on the command line."""
        if file is None:
            return self
        return self.model_copy(update={"mcp": self.mcp.model_copy(update={"config": str(file.absolute())})})


def user_file() -> Path:
    """Where a reviewer keeps settings that hold for every repository: models, knowledge and outside tools."""
    return Path(platformdirs.user_config_dir("headgate")) / FILE_NAME


def of_user() -> Settings | None:
    """The reviewer's own settings; None where there is no such file.

    Raises:
        HeadgateError: the file is not valid.
    """
    file = user_file()
    return load(file) if file.is_file() else None


def parse(text: str, origin: str = FILE_NAME) -> Settings:
    """Settings from TOML text.

    Raises:
        HeadgateError: the text is not TOML, or a setting is unknown or out of range.
    """
    try:
        return Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise HeadgateError(f"{origin} is not valid TOML ({error}); mend it or remove it.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise HeadgateError(f"{origin}: {where}: {first['msg']}; see `headgate --help`.") from error


def load(path: Path) -> Settings:
    """Settings from a file that the reviewer names.

    Raises:
        HeadgateError: the file cannot be read or is not valid.
    """
    try:
        settings = parse(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise HeadgateError(f"Cannot read settings from {path}: {error.strerror}.") from error
    named = settings.mcp.config
    return settings.with_mcp_config(path.parent / Path(named).expanduser()) if named else settings
