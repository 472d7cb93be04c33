"""The search page quotes what a reader sees: excerpts.js, on that page alone."""

import shutil
from pathlib import Path

SCRIPT = Path(__file__).with_name("excerpts.js")


def copy_script(app):
    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SCRIPT, target / SCRIPT.name)


def add_script(app, pagename, templatename, context, doctree):
    if pagename == "search":  # deferred: after Sphinx's own, before it searches
        app.add_js_file(SCRIPT.name, defer="defer")


def setup(app):
    app.connect("builder-inited", copy_script)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
