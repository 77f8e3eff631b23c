"""Where a model contradicts itself: only what follows from what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from headgate.dataset import DatasetId
from headgate.design.review.conformed import Shared
from headgate.design.review.grain import Grain, contradicts
from headgate.design.review.history import History, JoinedBy
from headgate.design.review.members import has_unknown_member, replaced_keys, values_of
from headgate.design.review.page import Trouble
from headgate.design.review.reading import JoinSide, TableJoin
from headgate.design.review.roles import Role
from headgate.design.review.subject import Subject
from headgate.design.review.surrogate import Surrogate, made
from headgate.design.review.vault import macro_role, metadata, parents

_REBUILT = ("table", "view", "", "None")


@dataclass(frozen=True)
class Faults:
    """Looks for faults among the tables of a project."""

    known: Mapping[DatasetId, Subject]
    roles: Mapping[DatasetId, Role]

    def of_grain(self, subject: Subject, grain: Grain) -> Iterator[Trouble]:
        """Grain declared narrower than the rows are, or described otherwise."""
        if grain.verdict == "differs":
            yield self._at(
                "grain-differs", subject, f"The grain of {subject.name} is not the declared one: {grain.why}."
            )
        for key in grain.declared:
            if contradicts(grain.parts, key, subject.name):
                yield self._at(
                    "grain-described-otherwise",
                    subject,
                    f"{subject.name} is described as one row for each {' and '.join(grain.parts)}, "
                    f"but {key[0]} alone is tested to be unique.",
                )
                return

    def of_keys(self, subject: Subject, keys: Sequence[Surrogate]) -> Iterator[Trouble]:
        """Keys that collide or change."""
        rebuilt = str(subject.settings.get("materialized") or "") in _REBUILT and subject.kind == "model"
        for key in keys:
            if key.run_together:
                yield self._at(
                    "key-parts-run-together",
                    subject,
                    f"{subject.name}.{key.column} sets columns side by side with nothing between them: "
                    "(1, 23) and (12, 3) get one key.",
                )
            if key.kind == "random" and rebuilt:
                yield self._at(
                    "random-key",
                    subject,
                    f"{subject.name}.{key.column} is random and {subject.name} is built anew each time: "
                    "what kept the key before points to nothing.",
                )

    def of_facts_joined(self, subject: Subject, joins: Sequence[TableJoin]) -> Iterator[Trouble]:
        """Two facts joined on something that is unique in neither."""
        for join in joins:
            left = join.left
            if left is None or not (self._is_fact(left.table) and self._is_fact(join.right.table)):
                continue
            if left.table != join.right.table and self._repeats(left) and self._repeats(join.right):
                names = f"{self.known[left.table].name} and {self.known[join.right.table].name}"
                yield Trouble(
                    "facts-joined-row-by-row",
                    subject.name,
                    f"{subject.name} joins the facts {names} on {', '.join(join.right.columns)}, which is unique in "
                    "neither: each row of one is repeated for each of the other. Aggregate both to one grain first.",
                    subject.path,
                    join.line,
                )

    def _is_fact(self, table: DatasetId) -> bool:
        return self.roles.get(table) is Role.FACT

    def _repeats(self, side: JoinSide) -> bool:
        """Whether a table has a declared key elsewhere, and none within the columns."""
        keys = [key for key in self.known[side.table].keys if not key.weak]
        on = set(side.columns)
        return bool(on) and any(key.declared for key in keys) and not any(key.columns <= on for key in keys)

    def of_history(self, subject: Subject, history: History, joined: Sequence[JoinedBy]) -> Iterator[Trouble]:
        """Versions that are joined as if there were one of each."""
        for one in joined:
            if one.fits is False:
                yield Trouble(
                    "versions-joined-by-equality",
                    subject.name,
                    f"{one.reader} joins {subject.name} {one.how}; {subject.name} keeps "
                    f"{history.reason.split(',')[0]}.",
                    one.path,
                    one.line,
                )

    def of_members(self, subject: Subject) -> Iterator[Trouble]:
        """Keys replaced by a member that the dimension does not have."""
        for replaced in replaced_keys(subject):
            for reading in subject.readings:
                for join in reading.joins:
                    target = self.known.get(join.right.table)
                    if target is None or self.roles.get(target.dataset) is not Role.DIMENSION:
                        continue
                    keys = {next(iter(key.columns)) for key in target.keys if len(key.columns) == 1}
                    if replaced.column not in keys or has_unknown_member(target) is not False:
                        continue
                    if made(target, replaced.column).kind in ("of the source", "unknown"):
                        continue  # the source may bring the member itself
                    if replaced.value not in values_of(target) and not self._may_bring(target, replaced.value):
                        yield Trouble(
                            "unknown-member-missing",
                            subject.name,
                            f"{subject.name}.{replaced.column} is {replaced.value} where {target.name} has no row, "
                            f"but {target.name} has no such member: an inner join loses these rows.",
                            subject.path,
                            replaced.line,
                        )

    def _may_bring(self, target: Subject, value: str) -> bool:
        """Whether what a dimension reads may hold the member: a seed, a source, or the literal further up."""
        waiting, seen = list(target.reads), set[DatasetId]()
        while waiting:
            table = waiting.pop()
            if table in seen:
                continue
            seen.add(table)
            above = self.known.get(table)
            if above is None or above.kind == "seed":
                continue
            if value in values_of(above):
                return True
            waiting += above.reads
        return any((one := self.known.get(table)) is not None and one.kind == "seed" for table in seen)

    def of_vault(self, subject: Subject, role: Role) -> Iterator[Trouble]:
        """Hubs, links and satellites that are not what they are to be."""
        if macro_role(subject.source) is None:
            return
        told = metadata(subject.source)
        if role is Role.SATELLITE and len(parents(subject.source)) > 1:
            listed = " and ".join(parents(subject.source))
            yield self._at(
                "satellite-on-two-parents",
                subject,
                f"The satellite {subject.name} hangs on {listed}: what describes a pair belongs to a link.",
            )
        if role is Role.SATELLITE and self._vault_keys and not set(parents(subject.source)) <= self._vault_keys:
            listed = ", ".join(parents(subject.source))
            yield self._at(
                "satellite-of-no-parent",
                subject,
                f"The satellite {subject.name} hangs on {listed}, which is the hash key of no hub and no link here.",
            )
        if role is Role.LINK and told.foreign and len(told.foreign) < 2:
            yield self._at(
                "link-of-one-hub", subject, f"The link {subject.name} names one hub only ({told.foreign[0]})."
            )
        if role is Role.HUB and told.payload:
            yield self._at(
                "attributes-in-hub",
                subject,
                f"The hub {subject.name} carries {', '.join(told.payload[:3])}: a satellite is for that.",
            )

    @cached_property
    def _vault_keys(self) -> frozenset[str]:
        """The hash keys of all hubs and links that macros make."""
        made = (one for one in self.known.values() if self.roles.get(one.dataset) in (Role.HUB, Role.LINK))
        return frozenset(name for one in made for name in metadata(one.source).key)

    def of_shared(self, shared: Sequence[Shared]) -> Iterator[Trouble]:
        """One attribute with two definitions."""
        by_name = {one.name: one for one in self.known.values()}
        for one in shared:
            if one.same is False and "different ways" in one.why:
                subject = by_name[one.tables[0]]
                yield self._at("attribute-defined-twice", subject, f"{one.attribute} is not conformed: {one.why}.")

    def _at(self, fault: str, subject: Subject, sentence: str) -> Trouble:
        return Trouble(fault, subject.name, sentence, subject.path, max(subject.line, 1))
