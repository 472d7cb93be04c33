"""The atlas of gradients: every derivation stored in the chapters, with its code.

The directive `{atlas}` makes the page anew in each build; nothing in it is typed.
"""

from html import escape

import numpy as np
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from gradbook.layers import LAYERS
from gradbook.show import source
from gradbook_sphinx.derivation import badge, formula, hint, where
from gradbook_sphinx.interview import assets
from gradbook_sphinx.interview.element import make
from gradbook_sphinx.stored import derivations

STRENGTH = ("tested", "proved for this shape", "proved")


def weakest(data):
    """Return the step with the weakest evidence: a chain holds no better."""
    return min(data["steps"], key=lambda step: STRENGTH.index(step["badge"]))


def layers_of(name):
    """Return the rows of LAYERS that compute a derivation, by its id."""
    return {key: row for key, row in LAYERS.items() if name in row.derivations}


def arrays_in(value, name=""):
    """Yield (name, array) for every array in a cache, nested ones included."""
    if isinstance(value, np.ndarray):
        yield name, value
    elif isinstance(value, tuple | list):
        keys = getattr(value, "_fields", range(len(value)))
        for key, item in zip(keys, value, strict=True):
            yield from arrays_in(item, f"{name}.{key}".strip("."))


def saved(layer, dtype=np.float32):
    """Return the arrays that a layer keeps for backward, and its inputs, at a sample.

    Returns
    -------
    inputs, kept : dicts of name -> array
        An array that is kept under two names is listed once.
    """
    inputs = {
        name: value.astype(dtype) if value.dtype.kind == "f" else value
        for name, value in layer.sample(np.random.default_rng(0)).items()
    }
    _, cache = layer.forward(**inputs)
    once = {id(array): (name, array) for name, array in arrays_in(cache)}
    return inputs, dict(once.values())


def sizes(arrays):
    return ", ".join(f"`{name}` {array.shape}" for name, array in arrays.items())


def memory(layer):
    """Say in one sentence what is kept for backward, and how many bytes that is."""
    inputs, kept = saved(layer)
    count = sum(array.nbytes for array in kept.values())
    what = sizes(kept) if len(kept) <= 4 else f"{len(kept)} arrays"
    return f"Kept for backward in float32: {what}, {count} bytes, for {sizes(inputs)}."


def code(text):
    return f"```python\n{text}\n```"


def about(stored):
    """The folded part of an entry, as Markdown; empty if there is no code."""
    parts = []
    if stored.numpy:
        parts += ["Compiled from the last line:", code(stored.numpy)]
    for name, layer in layers_of(stored.data["id"]).items():
        parts += [f"The layer `{name}`, by hand:", code(source(layer.backward))]
        parts += [f"In PyTorch: `{layer.torch}`.", memory(layer)]
    if not parts:
        return ""
    inside = "\n\n".join(parts)
    return f"<details>\n<summary>Code and memory</summary>\n\n{inside}\n\n</details>"


class Atlas(SphinxDirective):
    """Every derivation, one section a chapter, each with a link to its proof."""

    def run(self):
        assets.use(self.env, "atlas.js", "tools.css")
        sections = {}
        for stored in derivations(self.env.app):
            if not stored.data["id"].startswith("exercise-"):
                self.env.note_dependency(self.env.doc2path(stored.page))
                sections.setdefault(stored.page, section(stored))
                sections[stored.page] += self.entry(stored)
        return [controls(sections), *sections.values()]

    def entry(self, stored):
        """Return title with link and badge, definitions, statement, folded code."""
        data, weak, folded = stored.data, weakest(stored.data), about(stored)
        link = f"/{stored.page}.ipynb#derivation-{data['id']}"
        (title,) = self.parsed(f"[{data['title']}]({link})")
        title["classes"].append("derivation-title")
        title += [nodes.Text(" "), mark(weak)]
        return make(
            "div",
            title,
            *(where(data) if data["where"] else []),
            formula(data["statement"]["tex"]),
            *(self.parsed(folded) if folded else []),
            ids=[f"atlas-{data['id']}"],
            classes=["derivation", "iv-item"],
            data_chapter=stored.page,
            data_badge=weak["badge"],
            data_code="yes" if folded else "no",
        )

    def parsed(self, text):
        """Return the nodes of a piece of Markdown."""
        box = nodes.Element()
        lines = StringList(text.split("\n"), self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, box)
        return box.children


def section(stored):
    """Return an empty section named after a chapter."""
    name = stored.page.rpartition("/")[2].replace("_", "-")
    title, ids = nodes.title("", stored.chapter), [f"atlas-of-{name}"]
    return nodes.section("", title, ids=ids, names=[name], classes=["iv-topic"])


def controls(sections):
    """Return the filter, with a choice of chapters."""
    options = "".join(
        f'<option value="{page}">{escape(section[0].astext())}</option>'
        for page, section in sections.items()
    )
    return nodes.raw("", assets.fragment("atlas.html", chapters=options), format="html")


def mark(step):
    return badge("", step["badge"], evidence=step["badge"], hint=hint(step))


def setup(app):
    app.add_directive("atlas", Atlas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
