"""A dataset loses its last writer and keeps readers."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.lineage import Job, JobKind
from headgate.location import Location, Side
from headgate.rules.registry import Found, repository, rule

MAKE = "create table mart.daily as select day, sum(x) as x from raw.events group by day;\n"
READ = "create view mart.weekly as select day, x from mart.daily;\n"


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository({"read.sql": READ}, {"read.sql": (1,)}, base={"make.sql": MAKE, "read.sql": READ}),
        repository(
            {"made.sql": MAKE, "read.sql": READ},
            base={"make.sql": MAKE, "read.sql": READ},
        ),
        repository({"other.sql": "select 1;\n"}, base={"make.sql": MAKE, "other.sql": "select 1;\n"}),
    ),
)
def read_but_no_longer_made(comparison: Comparison) -> Iterator[Found]:
    """A dataset is still read, but the change removes what made it.

    ## Why it matters

    At first the old table is still there and readers go on with data that no longer moves; in a new environment
    they fail. Either way nobody is told.

    ## Instead

    Remove or move the readers in the same change, or keep the writer until they are gone.

    ## When it stays silent

    Where nothing of the repository made the dataset before, where another writer remains, and for dbt models,
    whose dangling references `modeling` rules tell.

    ## Fix

    None is offered.
    """
    base, head = comparison.base.graph, comparison.head.graph
    for dataset in sorted(base.writers):
        if dataset in head.writers or dataset not in head.readers:
            continue
        makers = base.writers[dataset]
        gone = [job for job in makers if _touched(comparison, job)]
        if not gone or any(job.kind is JobKind.DBT for job in makers):
            continue
        place = Location(gone[0].location.path, gone[0].location.start_line, side=Side.BASE)
        made = Evidence(EvidenceKind.LINEAGE, f"made by {gone[0].name} ({place}) → {dataset}", place)
        for job in head.readers[dataset]:
            line = next((use.line for use in job.reads if use.dataset == dataset), job.location.start_line)
            yield Found(
                message=f"`{dataset}` is read here, but {gone[0].name}, which made it, is gone with this change.",
                line=line or job.location.start_line,
                entity=f"{dataset}:{job.name}",
                path=job.location.path,
                evidence=(made,),
            )


def _touched(comparison: Comparison, job: Job) -> bool:
    files = comparison.change.files.values()
    return any(job.location.path in (file.path, file.old_path) for file in files)
