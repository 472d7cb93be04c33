"""What the tools say of one question: its facts as words and as data."""

import tomllib

from gradbook.interview.bank import HERE
from gradbook.interview.markdown import link

SETS = {  # how an origin's name begins -> what the question is then
    "start": "one of the thirteen",
    "problem": "problem and fix",
    "derivation": "derivation",
}


def lists_read():
    """Of how many published lists the counts speak."""
    return tomllib.loads((HERE / "origins.toml").read_text("utf-8"))["lists_read"]


def sets(question):
    """The sets a question belongs to, of those this course began with."""
    begins = {name.split("-")[0] for name in question.origins}
    return [name for name in SETS if name in begins]


def facts(question):
    """Level, how often it is asked, and which set it belongs to, as words."""
    words = [question.level]
    if question.asked_by:
        words.append(f"asked by {question.asked_by} of {lists_read()} lists")
    return " · ".join(words + [SETS[name] for name in sets(question)])


def data(question):
    """The same for the scripts: attributes of the question's element."""
    return {
        "data_id": question.id,
        "data_topic": question.topic,
        "data_level": question.level,
        "data_asked": question.asked_by,
        "data_sets": " ".join(sets(question)),
    }


def links(question):
    """Where to read on: the full answer, and what proves it."""
    proofs = ", ".join(map(link, question.evidence))
    return f"[Full answer](questions.md#q-{question.id}). Evidence: {proofs}."
