"""The directives interview-questions, -flashcards and -mock: bank in, nodes out."""

from html import escape
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from gradbook.interview.bank import TOPICS, bank
from gradbook.interview.markdown import answer, quoted
from gradbook_sphinx.interview import assets, entry
from gradbook_sphinx.interview.element import element, make

MARK = "<!-- the questions -->"  # where a tool's controls let the questions in


class Tool(SphinxDirective):
    """A tool's controls, then every question of the bank."""

    files = ""  # the name of its script and of its controls

    def run(self):
        folder = Path(self.config.interview_topics or TOPICS)
        for path in sorted(folder.glob("*.toml")):
            self.env.note_dependency(str(path))
        assets.use(self.env, f"{self.files}.js", "tools.css")
        topics = bank(folder)
        return self.show(topics, self.controls(topics))

    def controls(self, topics):
        """The HTML before and after the questions."""
        options = "".join(
            f'<option value="{t.name}">{escape(t.title)}</option>' for t in topics
        )
        choice = assets.fragment("choice.html", topics=options)
        html = assets.fragment(f"{self.files}.html", choice=choice)
        return [nodes.raw("", part, format="html") for part in html.split(MARK)]

    def parsed(self, text, question):
        """Parse an entry's Markdown; a complaint about it will name the entry."""
        box = nodes.container()
        self.state.nested_parse(StringList(text.splitlines()), 0, box)
        for node in box.findall():
            node.source, node.line = f"{question.topic}.toml", question.id
        return box.children

    def line(self, text, question):
        """The same for a text of one paragraph, without the paragraph."""
        return [node for p in self.parsed(text, question) for node in p.children]

    def folded(self, title, parts, **attributes):
        summary = make("summary", *title)
        return make("details", summary, make("div", *parts, **attributes))


def facts(question):
    return make("span", nodes.Text(entry.facts(question)), classes=["iv-facts"])


class Questions(Tool):
    """Every question under its topic, the whole answer under a fold."""

    files = "questions"

    def show(self, topics, controls):
        return [*controls, *map(self.section, topics)]

    def section(self, topic):
        name = f"topic-{topic.name.replace('_', '-')}"
        title = nodes.title("", topic.title)
        items = make("div", *map(self.item, topic.questions), classes=["iv-items"])
        return nodes.section("", title, items, ids=[name], classes=["iv-topic"])

    def item(self, q):
        """The anchor is inside the fold: a browser unfolds what a link points at."""
        title = make("span", *self.line(q.question, q), classes=["iv-question"])
        body = self.parsed(answer(q), q)
        fold = self.folded([title, facts(q)], body, ids=[f"q-{q.id}"])
        return make("div", fold, classes=["iv-item"], **entry.data(q))


class Card(Tool):
    """A question, its facts, and under a fold what `answer` gives."""

    def show(self, topics, controls):
        before, after = controls
        items = [self.item(q) for topic in topics for q in topic.questions]
        cards = make("div", *items, classes=["iv-items"])
        classes = ["iv-tool", f"iv-{self.files}"]
        return [make("div", before, cards, after, classes=classes)]

    def item(self, q):
        asked = make("p", *self.line(q.question, q), classes=["iv-question"])
        asked["attributes"]["tabindex"] = "-1"
        said = nodes.paragraph("", "", *self.line(entry.links(q), q))
        said["classes"].append("iv-links")
        fold = self.folded(
            [nodes.Text("Answer")],
            [*self.answer(q), said],
            classes=["iv-answer"],
            tabindex="-1",
        )
        about = make("p", facts(q))
        return make("div", about, asked, fold, classes=["iv-item"], **entry.data(q))

    def answer(self, q):
        return self.parsed(q.short_answer, q)


class Flashcards(Card):
    files = "flashcards"

    def answer(self, q):
        claim = f"*Common wrong answer.* {quoted(q.wrong_answer.claim)}"
        return super().answer(q) + self.parsed(f"{claim} {q.wrong_answer.why}", q)


class Mock(Card):
    files = "mock"

    def answer(self, q):
        said = [f"*In 30 seconds.* {q.short_answer}", f"*Say more.* {q.long_answer}"]
        follow_ups = [
            self.folded(
                self.line(f"*Follow-up.* {f.question}", q), self.parsed(f.answer, q)
            )
            for f in q.follow_ups
        ]
        return self.parsed("\n\n".join(said), q) + follow_ups


def register_links(app, doctree):
    """Let `[text](questions.md#q-ID)` find a question, as a heading."""
    page = app.env.metadata[app.env.docname]
    slugs = dict(page.get("myst_slugs", {}))
    for node in doctree.findall(element):
        for name in node["ids"]:
            slugs[name] = (0, name, node.parent.astext().split("\n")[0])
    page["myst_slugs"] = slugs


def setup(app):
    app.add_config_value("interview_topics", "", "env")  # the tests' own bank
    for tool in (Questions, Flashcards, Mock):
        app.add_directive(f"interview-{tool.files}", tool)
    app.connect("doctree-read", register_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
