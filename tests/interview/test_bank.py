"""The bank: every entry keeps the schema, every link leads to something."""

import pytest

from gradbook import interview
from gradbook.interview.bank import TOPICS, BankError, bank, read_topic
from tests.interview.anchors import anchors_of

QUESTIONS = [q for topic in bank() for q in topic.questions]
GOOD = """title = "A topic"

[[question]]
id = "a-question"
question = "Is it so?"
level = "basic"
origins = ["frequent-1"]
short_answer = "Yes."
long_answer = "Yes, it is."
follow_ups = [{ question = "Why?", answer = "It was proved." }]
wrong_answer = { claim = "No.", why = "It is." }
evidence = [{ shows = "the proof", at = "1_derivatives/relu#derivation-relu" }]
"""
FAULTS = {  # what is planted -> (old text, new text, what the error says)
    "no TOML": ("title = ", "title ", "line 1"),
    "a field is missing": ('level = "basic"\n', "", "a-question: 'level' is a req"),
    "a field is unknown": ("level", "grade = 1\nlevel", "a-question: Additional prop"),
    "a level is unknown": ('"basic"', '"easy"', "a-question.level: 'easy' is not one"),
    "an answer is empty": ('"Yes."', '" "', "a-question.short_answer: ' ' does not"),
    "not a question": ("Is it so?", "It is so", "a-question.question: 'It is so'"),
    "no follow-up": (
        '[{ question = "Why?", answer = "It was proved." }]',
        "[]",
        "a-question.follow_ups: [] should be non-empty",
    ),
    "a link without an anchor": (
        "relu#derivation-relu",
        "relu",
        "a-question.evidence.0.at: '1_derivatives/relu' does not match",
    ),
    "an unknown origin": (
        "frequent-1",
        "frequent-99",
        "a-question.origins: 'frequent-99' is not in origins.toml",
    ),
    "too long to say aloud": (
        '"Yes."',
        '"' + 86 * "yes " + '"',
        "a-question.short_answer: expected at most 85 words to say aloud, got 86",
    ),
    "an id of one word": ('"a-question"', '"question"', "question.id: 'question'"),
}


def write(folder, text, name="relu.toml"):
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_a_good_entry_is_read(tmp_path):
    (entry,) = read_topic(write(tmp_path, GOOD)).questions
    assert entry.topic == "relu"
    assert entry.asked_by == 14
    assert entry.evidence[0].anchor == "derivation-relu"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_entry_is_named(fault, tmp_path):
    old, new, said = FAULTS[fault]
    assert old in GOOD
    with pytest.raises(BankError) as caught:
        read_topic(write(tmp_path, GOOD.replace(old, new)))
    assert str(caught.value).startswith("relu.toml: ")
    assert said in str(caught.value)


def test_one_id_stands_for_one_question(tmp_path):
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "sigmoid.toml")
    with pytest.raises(BankError, match=r"a-question stands in sigmoid\.toml too"):
        bank(tmp_path)


def test_a_topic_has_its_place_in_the_order(tmp_path):
    write(tmp_path, GOOD, "astrology.toml")
    with pytest.raises(BankError, match=r"'astrology' is not in order\.txt"):
        bank(tmp_path)


def test_the_shipped_bank_is_whole():
    files = {path.stem for path in TOPICS.glob("*.toml")}
    assert {topic.name for topic in bank()} == files


@pytest.mark.parametrize("origin", interview.origins())
def test_what_people_ask_is_answered(origin):
    assert any(origin in q.origins for q in QUESTIONS)


@pytest.mark.parametrize("q", QUESTIONS, ids=lambda q: q.id)
def test_evidence_is_there(q):
    missing = [e for e in q.evidence if e.anchor not in anchors_of(e.page)]
    assert missing == []


def test_a_link_to_nothing_is_refused():
    known = anchors_of("1_derivatives/softmax_cross_entropy")
    assert "derivation-softmax-cross-entropy" in known
    assert "cell-derive-main-run" in known
    assert "probability-minus-target" in known
    assert "cell-derive-main" not in known  # a text cell proves nothing
    assert "derivation-nothing" not in known
    assert anchors_of("1_derivatives/nowhere") == set()


@pytest.mark.parametrize("q", QUESTIONS, ids=lambda q: q.id)
def test_no_entry_is_unfinished(q):
    said = [q.short_answer, q.long_answer, q.wrong_answer.why, q.wrong_answer.claim]
    said += [text for f in q.follow_ups for text in f]
    assert not [text for text in said if "TODO" in text]
    assert len(q.short_answer.split()) >= 15
    assert len(q.long_answer.split()) >= 70  # worth the two minutes


def test_show_names_what_is_wrong():
    with pytest.raises(BankError, match=r"expected one of trust, .*got 'relus'"):
        interview.show("relus")
    with pytest.raises(BankError, match="none with the id 'relu-alive'"):
        interview.show("relu-alive")
    with pytest.raises(TypeError, match="names: expected a topic"):
        interview.show()


def test_show_folds_every_part():
    shown = interview.show("relu")
    text = shown._repr_markdown_()
    topic = next(t for t in bank() if t.name == "relu")
    assert repr(shown).split("\n") == [q.question for q in topic.questions]
    assert text.count("<details>") == text.count("</details>") == len(topic.questions)
    first = topic.questions[0]
    for part in (first.short_answer, first.long_answer, first.wrong_answer.why):
        assert part in text
    assert f"](../{first.evidence[0].page}.ipynb#{first.evidence[0].anchor})" in text
