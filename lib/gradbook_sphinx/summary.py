"""What a page says about itself to search engines and to link previews.

The description is the page's first paragraph, without its formulas' TeX. A page
may set its own with `html_meta: {description: ...}` in its front matter.
"""

import html

from docutils import nodes

from gradbook_sphinx.repository import repository

LENGTH = 200
PICTURE = "_static/derivation.png"  # for link previews, which want a full address


def shortened(text):
    """Cut at a word, so that the description fits a preview."""
    text = " ".join(text.split())
    if len(text) <= LENGTH:
        return text
    return text[:LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def is_prose(paragraph):
    """A paragraph of the page's own text, not of an output or an admonition."""
    return isinstance(paragraph.parent, nodes.section | nodes.document)


def description(doctree):
    """Return the first paragraph that holds no formula, or an empty text."""
    for paragraph in doctree.findall(nodes.paragraph):
        if is_prose(paragraph) and not list(paragraph.findall(nodes.math)):
            return shortened(paragraph.astext())
    return ""


def set_description(app, doctree):
    """Read it before cross-references are resolved, once per page."""
    own = [m["content"] for m in doctree.findall(nodes.meta) if m.get("name")]
    env = app.builder.env
    env.metadata[env.docname]["summary"] = own[0] if own else description(doctree)
    env.metadata[env.docname]["summary_is_own"] = "yes" if own else ""


def tag(kind, name, content):
    return f'<meta {kind}="{name}" content="{html.escape(content)}" />\n'


def add_tags(app, pagename, templatename, context, doctree):
    meta = app.env.metadata.get(pagename, {})
    summary = meta.get("summary") or ""
    home = repository()
    if not doctree:
        return
    tags = [
        tag("property", "og:title", app.env.titles[pagename].astext()),
        tag("property", "og:type", "article"),
        tag("property", "og:site_name", app.config.project),
    ]
    if summary:
        tags.append(tag("property", "og:description", summary))
    if summary and not meta.get("summary_is_own"):
        tags.append(tag("name", "description", summary))
    if home:
        address = home.site + app.builder.get_target_uri(pagename)
        tags.append(tag("property", "og:url", address))
        tags.append(tag("property", "og:image", home.site + PICTURE))
    context["metatags"] = context.get("metatags", "") + "".join(tags)


def setup(app):
    app.connect("doctree-read", set_description)
    app.connect("html-page-context", add_tags)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
