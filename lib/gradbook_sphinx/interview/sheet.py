"""The directive derivations-sheet: chosen derivations, short enough for one page.

Its content names derivations, one a line, shown with their steps; the option
`slopes` names those of which the statement alone is shown.
"""

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from gradbook_sphinx.atlas import mark, weakest
from gradbook_sphinx.derivation import RELATIONS, prose
from gradbook_sphinx.interview import assets
from gradbook_sphinx.interview.element import make
from gradbook_sphinx.stored import derivations


def math(tex):
    tex = r"\displaystyle " + tex
    return make("span", nodes.math(tex, tex), classes=["sheet-formula"])


def given(data):
    """The definitions, as one line of small formulas."""
    parts = []
    for item in data["where"]:
        parts += [nodes.math(item["tex"], item["tex"]), nodes.Text(" ")]
    return make("p", *parts, classes=["sheet-given"])


def chain(data):
    """Each step in a line of its own: formula, then reason."""
    tex, rows = data["start"]["tex"], []
    for step in data["steps"]:
        line = math(f"{tex} {RELATIONS[step['relation']]} {step['tex']}")
        why = make("span", *prose(step["reason"]), classes=["sheet-why"])
        rows.append(make("li", line, nodes.Text(" "), why))
        tex = ""
    return make("ol", *rows, classes=["sheet-steps"])


def statement(data):
    return make("p", math(data["statement"]["tex"]))


class Sheet(SphinxDirective):
    has_content = True
    option_spec = {"slopes": directives.unchanged}  # noqa: RUF012

    def run(self):
        assets.use(self.env, "sheet.js", "sheet.css")
        self.known = {stored.data["id"]: stored for stored in derivations(self.env.app)}
        full = [self.box(name, chain) for name in self.content if name.strip()]
        slopes = self.options.get("slopes", "").split()
        short = [self.box(name, statement) for name in slopes]
        button = nodes.raw("", assets.fragment("sheet.html"), format="html")
        return [button, make("div", *full, *short, classes=["sheet"])]

    def box(self, name, show):
        """One derivation: its title as a link to the proof, then what is shown."""
        if name not in self.known:
            raise self.error(f"no chapter of the book holds a derivation {name!r}")
        page, data = self.known[name].page, self.known[name].data
        self.env.note_dependency(self.env.doc2path(page))
        return make(
            "div",
            self.title(f"/{page}.ipynb#derivation-{name}", data),
            given(data),
            show(data),
            classes=["sheet-entry"],
        )

    def title(self, link, data):
        box = nodes.Element()
        text = StringList([f"[{data['title']}]({link})"])
        self.state.nested_parse(text, self.content_offset, box)
        box[0] += [nodes.Text(" "), mark(weakest(data))]
        box[0]["classes"].append("sheet-title")
        return box[0]


def setup(app):
    app.add_directive("derivations-sheet", Sheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
