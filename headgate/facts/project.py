"""All facts of one snapshot, and the graph that joins them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from headgate.dataset import Dataset
from headgate.facts.airflow.helpers import with_helpers
from headgate.facts.airflow.model import Dag
from headgate.facts.answers import Answers
from headgate.facts.dbt.model import DbtNode, DbtProjectFile
from headgate.facts.dbt.twins import told_apart
from headgate.facts.graph.build import build
from headgate.facts.graph.memory import Memory
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.python.modules import PythonFiles
from headgate.facts.reading import FileFacts
from headgate.facts.schemas.model import Schema
from headgate.facts.sql.domains import Domains
from headgate.facts.sql.known import Known
from headgate.gap import Gap
from headgate.settings import Settings
from headgate.source.snapshot import Snapshot


class Project:
    """What a whole snapshot says."""

    def __init__(
        self,
        snapshot: Snapshot,
        files: Mapping[str, FileFacts],
        settings: Settings,
        memory: Memory | None = None,
        answers: Answers | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.settings = settings
        self.memory = memory if memory is not None else Memory()
        """What was worked out before, for a project that shares facts with this one."""
        self.answers = answers if answers is not None else Answers()
        """Answers of this and earlier runs to what texts alone decide."""
        self.files = told_apart(files, self.memory.renamed)

    @cached_property
    def graph(self) -> PipelineGraph:
        """The pipeline graph over all files; built once."""
        return build(self.files, self.settings, self.memory)

    @cached_property
    def known(self) -> Known:
        """Keys and NULLs of all tables; made once."""
        return Known(self.files)

    @cached_property
    def domains(self) -> Domains:
        """The texts that columns can hold; made once."""
        return Domains(self.files)

    @cached_property
    def python(self) -> PythonFiles:
        """What Python files offer to each other; made once."""
        return PythonFiles(self.files, self.snapshot.entries)

    def gaps(self) -> Iterator[Gap]:
        """What could not be listed, read or resolved."""
        yield from self.snapshot.gaps
        for facts in self.files.values():
            yield from facts.gaps
        yield from self.graph.gaps

    def dbt_nodes(self, kind: str = "") -> Iterator[tuple[str, DbtNode]]:
        """Path and node of everything that files say of dbt; of one `kind`, if given."""
        for path, facts in self.files.items():
            for node in facts.dbt.nodes if facts.dbt else ():
                if not kind or node.kind == kind:
                    yield path, node

    def dbt_projects(self) -> Iterator[tuple[str, DbtProjectFile]]:
        """Path and content of each `dbt_project.yml`."""
        for path, facts in self.files.items():
            if facts.dbt and facts.dbt.project:
                yield path, facts.dbt.project

    def dags(self) -> Iterator[tuple[str, Dag]]:
        """Path and DAG."""
        yield from self._dags

    @cached_property
    def _dags(self) -> tuple[tuple[str, Dag], ...]:
        """With the sensors that helpers of other files make."""
        return tuple(
            (path, dag)
            for path, facts in self.files.items()
            if facts.dags
            for dag in with_helpers(path, facts.dags, self.python)
        )

    def schemas(self) -> Iterator[tuple[str, Schema]]:
        """Path and schema."""
        for path, facts in self.files.items():
            for schema in facts.schemas:
                yield path, schema

    def declared(self) -> Iterator[Dataset]:
        """Every declaration of a dataset, in files' order."""
        for facts in self.files.values():
            yield from facts.datasets
