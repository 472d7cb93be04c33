"""The directive derivations-sheet: chosen derivations, short enough for one page.

Its content names derivations by id, one a line, perhaps with a title that reads well
away from its chapter: `delta-step = One layer down`. Of those below a line `---` the
statement alone is shown.
"""

import re

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from gradbook_sphinx.derivation import RELATIONS, prose
from gradbook_sphinx.interview import assets
from gradbook_sphinx.interview.atlas import mark, weakest
from gradbook_sphinx.interview.element import make
from gradbook_sphinx.stored import derivations


def math(tex):
    tex = r"\displaystyle " + tex
    return make("span", nodes.math(tex, tex), classes=["sheet-formula"])


def names(text):
    return set(re.findall(r"[^\W\d]\w*", text))


def needed(where, shown):
    """Keep what says something of the names shown, directly or through one another.

    A definition does so by the name it defines, a hypothesis by any of its names.
    Ranges of indices are left out.
    """
    known, kept = names(shown), []
    for item in reversed([item for item in where if ".." not in item["text"]]):
        defined = re.match(r"(\w+)(\[[^]]*\])? = ", item["text"])
        if known & ({defined[1]} if defined else names(item["text"])):
            known |= names(item["text"])
            kept.insert(0, item)
    return kept


def given(data, show):
    """The definitions that a card needs, as one line of small formulas."""
    shown = [data["statement"]] + (data["steps"] if show is chain else [])
    parts = []
    for item in needed(data["where"], " ".join(part["text"] for part in shown)):
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

    def run(self):
        assets.use(self.env, "sheet.js", "sheet.css")
        self.known = {stored.data["id"]: stored for stored in derivations(self.env.app)}
        boxes, show = [], chain
        for line in filter(None, map(str.strip, self.content)):
            if line == "---":
                show = statement
            else:
                boxes.append(self.box(*line.partition(" = ")[::2], show))
        button = nodes.raw("", assets.fragment("sheet.html"), format="html")
        return [button, make("div", *boxes, classes=["sheet"])]

    def box(self, name, title, show):
        """One derivation: its title as a link to the proof, then what is shown."""
        if name not in self.known:
            raise self.error(f"no chapter of the book holds a derivation {name!r}")
        page, data = self.known[name].page, self.known[name].data
        self.env.note_dependency(self.env.doc2path(page))
        link = f"[{title or data['title']}](/{page}.ipynb#derivation-{name})"
        parts = [self.title(link, data), given(data, show), show(data)]
        return make("div", *parts, classes=["sheet-entry"])

    def title(self, link, data):
        box = nodes.Element()
        self.state.nested_parse(StringList([link]), self.content_offset, box)
        box[0] += [nodes.Text(" "), mark(weakest(data))]
        box[0]["classes"].append("sheet-title")
        return box[0]


def setup(app):
    app.add_directive("derivations-sheet", Sheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
