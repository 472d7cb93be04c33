"""Live proofs: a reader changes a derivation in the page and sees it judged.

`cells` finds the cells that can run in the page, `builds_on` what each needs;
`starting_point` makes such a cell in a text page.
`engine` compiles the proof engine for the browser, `assets` writes what a page loads,
`driver` runs there. The folder `browser` holds the page's side.
"""

import json
from pathlib import Path

from gradbook_sphinx.live import assets, cells
from gradbook_sphinx.live.starting_point import StartingPoint

LOADER = Path(__file__).parent / "browser" / "loader.js"


def is_live(app):
    live = any("live" in page for page in app.env.metadata.values())
    return live and app.builder.format == "html"


def prepare(app, env):
    """Write what the live pages share, before the first page is written."""
    if not is_live(app):
        return
    site, modules = Path(app.outdir), Path(app.confdir) / "node_modules"
    files, loaded = assets.write_engine(site, modules)
    made = assets.write_app(site, modules, files, loaded)
    app.env.live_app = (made / "app.mjs").relative_to(site).as_posix()
    loader = LOADER.read_text("utf-8")
    app.env.live_loader = assets.write_named(site, loader, "loader", ".js")


def add_loader(app, pagename, templatename, context, doctree):
    """A page with live cells names one small script; the rest waits for a click."""
    entries = app.env.metadata.get(pagename, {}).get("live")
    if not (entries and doctree and app.builder.format == "html"):
        return
    site, up = Path(app.outdir), "../" * pagename.count("/")

    def highlight(code):
        return app.builder.highlighter.highlight_block(code, "python")

    text = json.dumps(cells.with_shown_code(entries, highlight), ensure_ascii=False)
    data = assets.write_named(site, text, "cells", ".json")
    context["body"] += (
        f'<script type="module" src="{up}{app.env.live_loader}"'
        f' data-app="{up}{app.env.live_app}" data-cells="{up}{data}"></script>\n'
    )


def finish(app, error):
    if error is None and is_live(app):
        assets.write_service_worker(Path(app.outdir))


def setup(app):
    app.add_directive("starting-point", StartingPoint)
    app.connect("doctree-read", cells.mark_cells)
    app.connect("env-updated", prepare)
    app.connect("html-page-context", add_loader)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
