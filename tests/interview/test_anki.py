"""The deck for Anki, seen by Anki's own library: imported, updated, rendered."""

import json
import re
import subprocess
from html import unescape

import pytest
from anki.collection import Collection, ImportAnkiPackageRequest

from gradbook.interview.bank import FollowUp, bank
from gradbook_sphinx.formulas import NODE
from gradbook_sphinx.interview.anki import FIELDS, deck, write, written_at
from gradbook_sphinx.interview.anki_text import html_of
from tools.check_pages import ROOT

TOPICS = bank()
QUESTIONS = [q for topic in TOPICS for q in topic.questions]
SITE = "https://ann.github.io/book/"
TIME = 1_800_000_000
FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
KATEX = """
const katex = require("katex");
for (const tex of JSON.parse(require("node:fs").readFileSync(0, "utf8"))) {
  try { katex.renderToString(tex, { throwOnError: true, strict: "error" }); }
  catch (error) { console.log(error.message); }
}
"""


@pytest.fixture
def collection(tmp_path):
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def imported(collection, path):
    request = ImportAnkiPackageRequest(package_path=str(path))
    return collection.import_anki_package(request).log


def written(folder, topics=TOPICS, time=TIME, name="deck.apkg", site=SITE):
    write(deck(topics, site), folder / name, time)
    return folder / name


def changed(text, name):
    """The same topics, one short answer replaced."""
    return [
        topic._replace(
            questions=tuple(
                q._replace(short_answer=text) if q.id == name else q
                for q in topic.questions
            )
        )
        for topic in TOPICS
    ]


def complaints(formulas):
    """What KaTeX says of formulas that it cannot read."""
    done = subprocess.run(
        [str(NODE), "-e", KATEX],
        input=json.dumps(formulas),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return done.stdout.splitlines()


def formulas(html):
    return [unescape(a or b) for a, b in FORMULA.findall(html)]


def test_anki_imports_a_note_for_each_question(collection, tmp_path):
    log = imported(collection, written(tmp_path))
    assert len(log.new) == len(QUESTIONS) == collection.note_count()
    assert collection.card_count() == len(QUESTIONS)
    assert not log.missing_notetype
    assert [d.name for d in collection.decks.all_names_and_ids() if d.id != 1] == [
        "Every Gradient, Checked"
    ]
    for q in QUESTIONS:
        (note,) = collection.find_notes(f'"Id:{q.id}"')
        tags = collection.get_note(note).tags
        assert {f"topic::{q.topic}", f"level::{q.level}"} <= set(tags)


def test_anki_shows_every_card(collection, tmp_path):
    imported(collection, written(tmp_path))
    found = []
    for number in collection.find_cards(""):
        card = collection.get_card(number)
        note, shown = card.note(), card.render_output()
        assert note.fields_check() == 0  # neither empty nor a duplicate
        assert note["Question"] in shown.question_text
        for field in FIELDS[1:]:
            assert note[field] and note[field] in shown.answer_text
        for text in (shown.question_text, shown.answer_text):
            assert "{{" not in text.replace("{{}", "")
            assert "$" not in text
        found += formulas(shown.answer_text)
    assert len(found) > 100
    assert complaints(found) == []


def test_a_formula_that_is_none_is_found():
    assert complaints([r"\frac{1}{2}", r"\frac{1}"]) != []


def study_one(collection):
    """Answer the first card of the deck as easy; return it as it is then."""
    collection.decks.select(collection.decks.id_for_name("Every Gradient, Checked"))
    card = collection.sched.getCard()
    card.start_timer()
    collection.sched.answerCard(card, 4)
    return collection.get_card(card.id)


def test_an_update_keeps_progress_and_brings_the_new_text(collection, tmp_path):
    first, *rest = TOPICS
    fewer = [first._replace(questions=first.questions[1:]), *rest]
    imported(collection, written(tmp_path, fewer))
    studied = study_one(collection)
    assert studied.reps == 1 and studied.ivl > 0
    topics = changed("Another answer, $a < b$.", studied.note()["Id"])
    log = imported(collection, written(tmp_path, topics, TIME + 60, "newer.apkg"))
    assert (len(log.new), len(log.updated)) == (1, len(QUESTIONS) - 1)
    assert collection.note_count() == len(QUESTIONS)
    after = collection.get_card(studied.id)
    assert after.note()["Short"] == r"<p>Another answer, \(a &lt; b\).</p>"
    for fact in ("due", "ivl", "reps", "queue", "type", "factor"):
        assert getattr(after, fact) == getattr(studied, fact), fact


def test_an_older_deck_changes_nothing(collection, tmp_path):
    name = QUESTIONS[0].id
    imported(collection, written(tmp_path))
    topics = changed("Older.", name)
    imported(collection, written(tmp_path, topics, TIME - 60, "older.apkg"))
    (note,) = collection.find_notes(f'"Id:{name}"')
    assert "Older." not in collection.get_note(note)["Short"]


def test_the_same_bank_gives_the_same_bytes(tmp_path):
    first, second = written(tmp_path), written(tmp_path, name="again.apkg")
    assert first.read_bytes() == second.read_bytes()


def test_the_time_is_that_of_the_newest_file(tmp_path, monkeypatch):
    (tmp_path / "relu.toml").write_text("")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert written_at(tmp_path) == int((tmp_path / "relu.toml").stat().st_mtime)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    assert written_at(tmp_path) == 12345


TEXTS = {
    "$x < 1$ and $a > b$": r"<p>\(x &lt; 1\) and \(a &gt; b\)</p>",
    "$$\nx \\\\ y\n$$": "<p>\\[x \\\\ y\\]</p>",
    "so $$x^2$$ is": r"<p>so \[x^2\] is</p>",
    "**5 < 6** & `a<b>`": "<p><strong>5 &lt; 6</strong> &amp; "
    "<code>a&lt;b&gt;</code></p>",
    r"\$5 and \$6": "<p>$5 and $6</p>",
    "[it](../1_derivatives/relu.ipynb#derivation-relu)": '<p><a href="'
    f'{SITE}chapters/1_derivatives/relu.html#derivation-relu">it</a></p>',
    "[it](questions.md#q-relu-dead)": '<p><a href="'
    f'{SITE}chapters/5_interview/questions.html#q-relu-dead">it</a></p>',
    "[it](https://example.org/a.md)": '<p><a href="https://example.org/a.md">it</a></p>',
}


@pytest.mark.parametrize("text", TEXTS)
def test_markdown_becomes_what_anki_reads(text):
    assert html_of(text, SITE) == TEXTS[text]


def test_without_an_address_a_link_is_its_text():
    text = "See [it](../1_derivatives/relu.ipynb#derivation-relu), [x](https://a.org)."
    assert html_of(text) == '<p>See it, <a href="https://a.org">x</a>.</p>'
    q = QUESTIONS[0]._replace(follow_ups=(FollowUp("So?", "Yes."),))
    topics = [TOPICS[0]._replace(questions=(q,))]
    (note,) = deck(topics).notes
    assert note.fields[FIELDS.index("Links")] == ""
    assert "href" not in "".join(note.fields)
