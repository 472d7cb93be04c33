"""The bank as a deck for Anki, written by the site's build.

Numbers and ids never change, and a note's own id is its entry's: whoever imports a
newer deck keeps the progress and gets the new text.
"""

import os
import posixpath
import tempfile
import zipfile
from pathlib import Path

import genanki
from docutils import nodes

from gradbook.interview.bank import TOPICS, bank
from gradbook_sphinx.interview import assets, entry
from gradbook_sphinx.interview.anki_text import html_of
from gradbook_sphinx.repository import repository

DECK, MODEL = 1748302615, 1395827406  # drawn once, kept for ever
NAME = "Every Gradient, Checked"
FILE = f"_static/{assets.FOLDER}/gradients.apkg"
FIELDS = (
    "Id", "Question", "Facts", "Short", "Wrong", "Long", "FollowUps", "Links"
)  # fmt: skip


def model():
    front, back = (assets.fragment(f"anki/{side}.html") for side in ("front", "back"))
    return genanki.Model(
        MODEL,
        NAME,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": front, "afmt": back}],
        css=assets.fragment("anki/style.css"),
    )


def fields(q, site):
    """The texts of one note, in the order of FIELDS; `site` ends in a slash."""
    wrong = f"“{q.wrong_answer.claim.strip()}” {q.wrong_answer.why}"
    follow_ups = "\n\n".join(f"*{f.question}* {f.answer}" for f in q.follow_ups)
    texts = [q.question, entry.facts(q), q.short_answer, wrong, q.long_answer]
    texts += [follow_ups, entry.links(q) if site else ""]
    return [q.id, *(html_of(text, site) for text in texts)]


def note(q, kind, site):
    tags = [f"topic::{q.topic}", f"level::{q.level}"]
    tags += [f"set::{name}" for name in entry.sets(q)]
    return genanki.Note(
        kind, fields(q, site), guid=genanki.guid_for(NAME, q.id), tags=tags
    )


def deck(topics, site=None):
    """Return the deck of these topics, with links if the site's address is known."""
    kind, made = model(), genanki.Deck(DECK, NAME)
    for topic in topics:
        for q in topic.questions:
            made.add_note(note(q, kind, site))
    return made


def written_at(folder):
    """The deck's time: Anki takes over the text of a note that is newer than its own.

    SOURCE_DATE_EPOCH, or else when the newest file it is made from was written.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    made_from = [*Path(folder).glob("*.toml"), *assets.BROWSER.glob("anki/*")]
    newest = max(path.stat().st_mtime for path in [*made_from, Path(__file__)])
    return int(fixed or newest)


def write(made, path, time):
    """Write a deck; the same deck and time give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "deck.apkg"
        genanki.Package(made).write_to_file(str(plain), timestamp=time)
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
            for name in sorted(old.namelist()):
                info = zipfile.ZipInfo(name)  # its date is that of the format's birth
                info.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(info, old.read(name))


def write_deck(app, error):
    if error or app.builder.format != "html":
        return
    folder, home = Path(app.config.interview_topics or TOPICS), repository()
    made = deck(bank(folder), home.site if home else None)
    write(made, Path(app.outdir) / FILE, written_at(folder))


def deck_link(name, rawtext, text, lineno, inliner, options=None, content=None):
    """The role interview-deck: a link to the deck, from any page."""
    page = inliner.document.settings.env.docname
    address = posixpath.relpath(FILE, posixpath.dirname(page) or ".")
    return [nodes.reference(rawtext, text, refuri=address)], []


def setup(app):
    app.add_role("interview-deck", deck_link)
    app.connect("build-finished", write_deck)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
