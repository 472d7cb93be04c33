"""Read the question bank: one TOML file per topic, checked against schema.json.

A topic's file is named after the chapter that answers it. What the questions answer,
and how often that is asked, stands in origins.toml.
"""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import jsonschema

HERE = Path(__file__).parent
TOPICS = HERE / "topics"
WORDS_ALOUD = {"short_answer": 85, "long_answer": 320}  # 30 seconds, 2 minutes


class BankError(ValueError):
    """An entry of the bank is malformed; the message names file, entry and field."""


class FollowUp(NamedTuple):
    question: str
    answer: str


class WrongAnswer(NamedTuple):
    claim: str
    why: str


class Evidence(NamedTuple):
    """What shows that an answer is right: a derivation, a section or a cell."""

    shows: str
    page: str  # the notebook below chapters/, without suffix
    anchor: str  # derivation-ID, cell-ID, or a heading's slug


class Question(NamedTuple):
    id: str
    topic: str
    question: str
    level: str  # basic, intermediate or advanced
    origins: tuple[str, ...]
    short_answer: str  # to say in 30 seconds
    long_answer: str  # to say in two minutes
    follow_ups: tuple[FollowUp, ...]
    wrong_answer: WrongAnswer
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...]

    @property
    def asked_by(self):
        """Of the lists we read, how many ask this; 0 where none was seen."""
        known = origins()
        return max((known[name].asked_by for name in self.origins), default=0)


class Topic(NamedTuple):
    name: str
    title: str
    questions: tuple[Question, ...]


class Origin(NamedTuple):
    """Something that people ask, which the bank must answer."""

    asked: str
    asked_by: int


@cache
def origins():
    """Return what people ask: name, such as "frequent-22", -> Origin."""
    data = tomllib.loads((HERE / "origins.toml").read_text("utf-8"))
    frequent = {
        f"frequent-{n}": Origin(row["asked"], row["asked_by"])
        for n, row in data["frequent"].items()
    }
    begun_with = {
        f"{kind}-{n}": Origin(asked, 0)
        for kind in ("start", "problem", "derivation")
        for n, asked in data[kind].items()
    }
    return begun_with | frequent


def read_topic(path):
    """Read and check one topic's file.

    Raises
    ------
    BankError
        If the file is no TOML or breaks the schema; it names entry and field.
    """
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BankError(f"{path.name}: {error}") from error
    for complaint in complaints(data):
        raise BankError(f"{path.name}: {complaint}")
    questions = tuple(from_entry(path.stem, entry) for entry in data["question"])
    return Topic(path.stem, data["title"], questions)


def complaints(data):
    """Say what is wrong with a topic's data, most telling first."""
    schema = json.loads((HERE / "schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for error in sorted(validator.iter_errors(data), key=lambda e: list(e.path)):
        yield f"{place(data, error.absolute_path)}: {error.message}"
        return
    known = origins()
    for entry in data["question"]:
        for name in entry.get("origins", []):
            if name not in known:
                yield f"{entry['id']}.origins: {name!r} is not in origins.toml"
        for field, most in WORDS_ALOUD.items():
            count = len(entry[field].split())
            if count > most:
                what = f"expected at most {most} words to say aloud, got {count}"
                yield f"{entry['id']}.{field}: {what}"


def place(data, path):
    """Name an entry by its id and a field by its path: `relu-dead.evidence.0.at`."""
    path = list(path)
    if path[:1] != ["question"] or len(path) < 2:
        return ".".join(map(str, path)) or "the file"
    entry = data["question"][path[1]]
    name = entry.get("id", f"question {path[1] + 1}")
    return ".".join([str(name), *map(str, path[2:])])


def from_entry(topic, entry):
    return Question(
        id=entry["id"],
        topic=topic,
        question=entry["question"].strip(),
        level=entry["level"],
        origins=tuple(entry.get("origins", ())),
        short_answer=entry["short_answer"].strip(),
        long_answer=entry["long_answer"].strip(),
        follow_ups=tuple(FollowUp(**f) for f in entry["follow_ups"]),
        wrong_answer=WrongAnswer(**entry["wrong_answer"]),
        evidence=tuple(
            Evidence(e["shows"], *e["at"].split("#")) for e in entry["evidence"]
        ),
        sources=tuple(entry.get("sources", ())),
    )


@cache
def bank(folder=TOPICS):
    """Return every topic, in the book's order, each with its questions.

    Raises
    ------
    BankError
        If an entry is malformed, or if two have one id.
    """
    order = (TOPICS / "order.txt").read_text("utf-8").split()
    paths = {path.stem: path for path in sorted(Path(folder).glob("*.toml"))}
    for name in sorted(paths.keys() - set(order)):
        raise BankError(f"{name}.toml: the topic {name!r} is not in order.txt")
    topics = tuple(read_topic(paths[name]) for name in order if name in paths)
    seen = {}
    for topic in topics:
        for entry in topic.questions:
            if entry.id in seen:
                first = seen[entry.id]
                raise BankError(f"{topic.name}.toml: {entry.id} stands in {first} too")
            seen[entry.id] = f"{topic.name}.toml"
    return topics


def topic(name):
    """Return one topic of the bank by name."""
    known = {t.name: t for t in bank()}
    if name not in known:
        raise BankError(f"topic: expected one of {', '.join(known)}, got {name!r}")
    return known[name]


def question(name):
    """Return one question of the bank by its id."""
    known = {q.id: q for t in bank() for q in t.questions}
    if name not in known:
        raise BankError(f"question: there is none with the id {name!r}")
    return known[name]
