"""Settings on command lines: `spark-submit`, `pyspark`, `spark-shell`, `spark-sql`.

Source: `SparkSubmitArguments` and Spark's launcher: which option stands for which property.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings.session import sessions

LAUNCHERS = ("spark-submit", "spark3-submit", "spark2-submit", "spark-shell", "pyspark", "spark-sql", "sparkR")
OPTIONS = {
    "--master": "spark.master", "--deploy-mode": "spark.submit.deployMode", "--name": "spark.app.name",
    "--jars": "spark.jars", "--packages": "spark.jars.packages", "--repositories": "spark.jars.repositories",
    "--py-files": "spark.submit.pyFiles", "--files": "spark.files", "--archives": "spark.archives",
    "--driver-memory": "spark.driver.memory", "--driver-cores": "spark.driver.cores",
    "--driver-java-options": "spark.driver.extraJavaOptions", "--driver-class-path": "spark.driver.extraClassPath",
    "--driver-library-path": "spark.driver.extraLibraryPath", "--executor-memory": "spark.executor.memory",
    "--executor-cores": "spark.executor.cores", "--num-executors": "spark.executor.instances",
    "--total-executor-cores": "spark.cores.max", "--queue": "spark.yarn.queue", "--keytab": "spark.kerberos.keytab",
    "--principal": "spark.kerberos.principal", "--properties-file": "", "--class": "", "--proxy-user": "",
    "--exclude-packages": "spark.jars.excludes",
}  # fmt: skip
"""Options with a value, and the property that each sets; empty for those that set none."""
_ENDS = (";", "&&", "||", "|", "&", ">", ">>", "2>&1", "<")
_LAUNCHES = re.compile(
    r"(?<![\w-])(?:" + "|".join(LAUNCHERS) + r")(?![\w.-])|--conf[ =][\"']?spark\.|--properties[ =]\S{0,9}spark"
)
_ASSIGNED = re.compile(r"^\w+\+?=(?=[\"']?-)")
_MOST_LINES = 400


class Word(NamedTuple):
    """A word of a command, and the line that it stands on."""

    text: str
    line: int


@dataclass
class Command:
    """One launch of a Spark program."""

    settings: list[tuple[str, str, int]] = field(default_factory=list)
    program: str = ""


def read(file: SourceFile) -> Reading:
    """Settings on the command lines of a script. Reader for `Kind.SPARK_COMMANDS`: shell, Makefile, Dockerfile."""
    found = list(settings_of(file.text))
    facts = FileFacts(file.path, tuple(sorted(file.kinds)), spark_settings=tuple(found))
    return Reading(facts, tuple(sessions(file.path, found, file.hints)))


def settings_of(text: str, first: int = 1) -> Iterator[SparkSetting]:
    """Settings of all launches in a script whose first line is `first`."""
    for line, command in _commands(text.split("\n"), first):
        yield from of_words(command, line)


def submitted(command: str, line: int) -> Iterator[SparkSetting]:
    """The settings of one spark-submit command line."""
    if len(command) < 200_000:
        yield from settings_of(command, line)


def of_words(words: Sequence[Word], line: int) -> Iterator[SparkSetting]:
    """The settings of a command that is divided into words already."""
    command = _launch(words)
    job = f"{command.program or 'launch'}:{line}"
    for key, value, at in command.settings:
        yield SparkSetting(key, value, at, "submit", job, command.program)


def _commands(lines: Sequence[str], first: int) -> Iterator[tuple[int, list[Word]]]:
    """Commands that launch Spark, with the lines that a backslash continues joined."""
    index = 0
    while index < len(lines):
        start = index
        while index < len(lines) - 1 and lines[index].rstrip().endswith("\\") and index - start < _MOST_LINES:
            index += 1
        whole = lines[start : index + 1]
        index += 1
        if any(_LAUNCHES.search(one) for one in whole if len(one) < 20_000 and not one.lstrip().startswith("#")):
            yield start + first, _words(whole, start + first)


def _words(lines: Sequence[str], first: int) -> list[Word]:
    """The words of a command, each on its line; where a quote is open over several lines, all on the first one."""
    found = []
    for number, line in enumerate(lines, start=first):
        bare = line.rstrip().removesuffix("\\")
        if bare.lstrip().startswith("#"):
            continue
        try:
            found += [Word(word, number) for word in _split(bare)]
        except ValueError:
            found += [Word(word.strip("\"'"), number) for word in bare.split()]
    return _flattened(found)


def _split(text: str) -> list[str]:
    return shlex.split(text.replace("$(", "$\\("), comments=False)


def _flattened(words: Sequence[Word]) -> list[Word]:
    """A word that is itself a string of options (`OPTS="--conf a=b --conf c=d"`) is taken apart."""
    found = []
    for word in words:
        plain = _unlisted(word.text)
        if "--conf " in word.text or re.search(r"\bspark-submit\s", word.text):
            found += [Word(_ASSIGNED.sub("", part).strip("\"'"), word.line) for part in word.text.split()]
        else:
            found.append(Word(plain, word.line))
    return found


def _unlisted(text: str) -> str:
    """A word of a Dockerfile's list (`CMD ["spark-submit", …]`) without the list's signs."""
    text = text.removesuffix(",")
    return text.removeprefix("[") if "]" not in text else text if "[" in text else text.removesuffix("]")


def _launch(words: Sequence[Word]) -> Command:
    """What a launch sets, up to its program: what follows is the program's own."""
    # What gcloud submits comes before its options.
    clouds = any(word.text == "gcloud" for word in words)
    start = (
        None
        if clouds
        else next((at for at, word in enumerate(words) if word.text.rsplit("/", 1)[-1] in LAUNCHERS), None)
    )
    command = Command()
    index = 0 if start is None else start + 1
    while index < len(words):
        word, given = words[index], words[index + 1] if index + 1 < len(words) else Word("", 0)
        name, equals, value = word.text.partition("=")
        index += 1
        if name in ("--conf", "-c") or name in OPTIONS:
            text, at = (value, word.line) if equals else given
            index += 0 if equals else 1
            _set(command, name, text, at)
        elif name == "--properties":
            _set_properties(command, Word(value, word.line) if equals else given)
            index += 0 if equals else 1
        elif word.text in _ENDS or word.text.endswith(";"):
            if start is not None:
                break
        elif start is not None and word.text.endswith((".py", ".jar", ".R", ".sql", ".scala")):
            command.program = word.text
            break
    return command


def _set_properties(command: Command, word: Word) -> None:
    """Several properties in one option of `gcloud dataproc`, divided by commas or by what `^#^` names."""
    named = re.match(r"\^(.+?)\^", word.text)
    text = word.text[named.end() :] if named else word.text
    for pair in text.split(named.group(1) if named else ","):
        key, equals, value = pair.partition("=")
        if equals and key.removeprefix("spark:").startswith("spark."):
            command.settings.append((key.removeprefix("spark:"), value, word.line))


def _set(command: Command, name: str, text: str, line: int) -> None:
    if name in OPTIONS:
        if OPTIONS[name] and text:
            command.settings.append((OPTIONS[name], text, line))
        return
    key, equals, value = text.partition("=")
    if equals and key.startswith("spark."):
        command.settings.append((key, value.strip("\"'"), line))
