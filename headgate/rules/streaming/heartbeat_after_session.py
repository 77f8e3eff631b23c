"""A consumer sends its heartbeat after its session has ended."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.settings import ClientConfig
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            bootstrap.servers=kafka:9092
            group.id=report
            session.timeout.ms=10000
            heartbeat.interval.ms=10000
            """,
            4,
            path="conf/consumer.properties",
        ),
        silent(
            """
            bootstrap.servers=kafka:9092
            group.id=report
            session.timeout.ms=10000
            heartbeat.interval.ms=3000
            """,
            path="conf/consumer.properties",
        ),
    ),
)
def heartbeat_after_session(client: ClientConfig) -> Iterator[Found]:
    """A consumer sends its heartbeat after its session has ended.

    ## Why it matters
    The group takes a member for dead when no heartbeat comes within `session.timeout.ms`. With an interval as
    long as that the client refuses to start, or is thrown out of its group again and again.

    ## Instead
    A heartbeat at a third of the session: 3 s for 10 s, 15 s for 45 s.

    ## When it stays silent
    Where one of the two is at its default.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    session = client.number("session.timeout.ms")
    heartbeat = client.number("heartbeat.interval.ms")
    if session is not None and heartbeat is not None and heartbeat >= session > 0:
        yield Found(
            f"`{client.name or 'consumer'}` sends a heartbeat every {heartbeat:,} ms, but its session ends after "
            f"{session:,} ms.",
            client.line("heartbeat.interval.ms"),
            f"{client.name}:heartbeat.interval.ms",
        )
