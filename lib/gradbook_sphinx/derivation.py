"""Show a derivation's data as aligned formulas, each with its reason and badge.

A MyST-NB renderer (entry point `myst_nb.mime_renderers`, see pyproject.toml) for
the output type below: formulas become real math nodes, rendered at build time.
"""

import html
import re

from docutils import nodes

MIME = "application/vnd.gradbook.derivation+json"
VERSION = 1
RELATIONS = {"=": "=", "<=": r"\le"}
SYMBOLS = {"proved": "✓", "proved for this shape": "✓", "tested": "≈"}
FORMULA = re.compile(r"\$([^$]+)\$")


class derivation_box(nodes.General, nodes.Element):
    """The frame of one derivation; it has a title and a link of its own."""


class badge(nodes.inline):
    """What evidence a step has: a symbol and words."""


def visit_box(self, node):
    name, title = node["ids"][0], html.escape(node["title"])
    self.body.append(
        f'<div class="derivation" id="{name}" role="group" aria-label="'
        f'Derivation: {title}">\n<p class="derivation-title">{title}'
        f'<a class="headerlink" href="#{name}" aria-label="Link to this derivation"'
        f' title="Link to this derivation">#</a></p>\n'
    )


def depart_box(self, node):
    self.body.append("</div>\n")


def visit_badge(self, node):
    kind = node["evidence"].split()[-1]
    self.body.append(
        f'<span class="derivation-badge evidence-{kind}" title="{node["hint"]}">'
        f'<span aria-hidden="true">{SYMBOLS[node["evidence"]]}</span> '
    )


def depart_badge(self, node):
    self.body.append("</span>")


def formula(tex, kind="formula"):
    """A formula in a paragraph of its own, so that it can scroll by itself."""
    math = nodes.math(tex, r"\displaystyle " + tex)
    return nodes.paragraph("", "", math, classes=[f"derivation-{kind}"])


def prose(text):
    """Split plain text with $formulas$ into docutils nodes."""
    for n, part in enumerate(FORMULA.split(text)):
        if n % 2:
            yield nodes.math(part, part)
        elif part:
            yield nodes.Text(part)


def hint(step):
    """Say in a tooltip what the badge stands on."""
    claim = {
        "proved": "proved for all shapes",
        "proved for this shape": "proved for the shape shown",
        "tested": "not proved",
    }[step["badge"]]
    return f"{claim}; tested at {step['points']} random points"


def reason(step):
    why = nodes.paragraph("", "", *prose(step["reason"]), classes=["derivation-why"])
    evidence = step["badge"]
    mark = badge("", evidence, evidence=evidence, hint=hint(step))
    why.extend([nodes.Text(" "), mark])
    return why


def where(data):
    """The definitions and hypotheses, above the steps that use them."""
    items = [
        nodes.list_item("", formula(item["tex"], "given")) for item in data["where"]
    ]
    return [nodes.bullet_list("", *items, classes=["derivation-where"])]


def steps(data):
    """One list item per step; the first also carries the left-hand side."""
    rows = nodes.bullet_list("", classes=["derivation-steps"])
    for n, step in enumerate(data["steps"]):
        row = nodes.list_item()
        if n == 0:
            row += formula(data["start"]["tex"], "start")
        row += formula(RELATIONS[step["relation"]], "relation")
        row += formula(step["tex"])
        row += reason(step)
        rows += row
    return rows


def frame(data, document):
    """An empty box that `[text](#derivation-id)` links to."""
    name = f"derivation-{data['id']}"
    box = derivation_box(title=data["title"], ids=[name], names=[name])
    document.note_explicit_target(box, box)
    return box


class DerivationRenderer:
    """MyST-NB asks this class first when an output carries a derivation."""

    mime_priority_overrides = (("*", MIME, 1),)

    @staticmethod
    def handle_mime(renderer, data, inline):
        if data.mime_type != MIME:
            return None
        content = data.content
        if inline or content.get("version") != VERSION:
            raise ValueError(f"{MIME}: want version {VERSION}, not inline")
        box = frame(content, renderer.renderer.document)
        if content["where"]:
            box += where(content)
        box += steps(content)
        return [box]


def register_links(app, doctree):
    """Let `[text](chapter.ipynb#derivation-id)` find a derivation, as a heading."""
    page = app.env.metadata[app.env.docname]
    slugs = dict(page.get("myst_slugs", {}))
    for box in doctree.findall(derivation_box):
        slugs[box["ids"][0]] = (0, box["ids"][0], box["title"])
    page["myst_slugs"] = slugs


def ignore(self, node):
    """Other builders show the content alone."""


def setup(app):
    plain = {"latex": (ignore, ignore), "text": (ignore, ignore)}
    app.add_node(derivation_box, html=(visit_box, depart_box), **plain)
    app.add_node(badge, html=(visit_badge, depart_badge), **plain)
    app.connect("doctree-read", register_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
