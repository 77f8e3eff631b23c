"""Kryo refuses classes that are not registered, and none is."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.settings.session import SparkSettings
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            spark.serializer                org.apache.spark.serializer.KryoSerializer
            spark.kryo.registrationRequired true
            """,
            2,
            path="conf/spark-defaults.conf",
        ),
        silent(
            """
            spark.kryo.registrationRequired true
            spark.kryo.registrator          shop.Registrator
            """,
            path="conf/spark-defaults.conf",
        ),
    ],
)
def kryo_without_classes(settings: SparkSettings) -> Iterator[Found]:
    """Kryo refuses classes that are not registered, and none is.

    ## Why it matters

    With `spark.kryo.registrationRequired` the first class without registration raises an exception, in the middle
    of the job: even Spark's own and Scala's collections must be in the list.

    ## Instead

    Name them in `spark.kryo.classesToRegister` or by `spark.kryo.registrator`; or leave the requirement off.

    ## When it stays silent

    Classes or a registrator are set in the same session, or by the program itself (`registerKryoClasses`).

    ## Fix

    None is made by machine.
    """
    required = settings.last("spark.kryo.registrationRequired")
    if required is None or required.value.lower() != "true" or required.origin == "builder":
        return
    if not any(settings.last(key) for key in ("spark.kryo.classesToRegister", "spark.kryo.registrator")):
        yield Found("Kryo must know every class, and none is registered here.", required.line, required.key)
