r"""The bank's Markdown as HTML for an Anki field: formulas for its MathJax.

`$x < 1$` becomes `\(x &lt; 1\)`, and a relative link leads to the published site.
"""

from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from mdit_py_plugins.dollarmath import dollarmath_plugin

ROOM = "chapters/5_interview/"  # where the bank's relative links start from


def formula(before, after):
    def render(self, tokens, at, options, env):
        return before + escapeHtml(tokens[at].content.strip()) + after

    return render


def parser():
    made = MarkdownIt("commonmark").use(dollarmath_plugin, double_inline=True)
    made.add_render_rule("math_inline", formula(r"\(", r"\)"))
    made.add_render_rule("math_inline_double", formula(r"\[", r"\]"))
    made.add_render_rule("math_block", formula(r"<p>\[", "\\]</p>\n"))
    return made


PARSER = parser()


def address(href, site):
    """Return the full address of a link, or None where it has none."""
    if "://" in href:
        return href
    pages = href.replace(".ipynb", ".html").replace(".md", ".html")
    return urljoin(site + ROOM, pages) if site else None


def resolve(tokens, site):
    """Give each link its full address; a link without one keeps its text alone."""
    hidden = False
    for token in tokens:
        if token.type == "link_open":
            full = address(token.attrGet("href"), site)
            token.hidden = hidden = full is None
            token.attrSet("href", full or "")
        elif token.type == "link_close":
            token.hidden = hidden


def html_of(text, site=None):
    """Return Markdown as HTML; `site` is the published address, or None."""
    tokens = PARSER.parse(text)
    for token in tokens:
        resolve(token.children or [], site)
    return PARSER.renderer.render(tokens, PARSER.options, {}).strip()
