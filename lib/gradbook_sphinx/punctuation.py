"""Punctuation stays on the line of the formula before it.

A browser may break a line after any formula, as after an image, even before a period.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

MARKS = re.compile(r"[.,;:!?)\]’”…]+")


class Bind(SphinxPostTransform):
    """Put each inline formula and the marks after it into one element."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs):
        for formula in list(self.document.findall(nodes.math)):
            text = formula.next_node(descend=False, siblings=True)
            marks = isinstance(text, nodes.Text) and MARKS.match(text)
            if marks:
                bind(formula, text, marks[0])


def bind(formula, text, marks):
    parent, rest = formula.parent, nodes.Text(text[len(marks) :])
    at = parent.index(formula)
    bound = nodes.inline("", "", formula, nodes.Text(marks), classes=["unbroken"])
    parent[at : at + 2] = [bound, rest]


def setup(app):
    app.add_post_transform(Bind)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
