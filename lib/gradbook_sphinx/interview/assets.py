"""Scripts and styles of a tool, on the pages that use it and on no other."""

import re
import shutil
from pathlib import Path
from string import Template

BROWSER = Path(__file__).with_name("browser")
FOLDER = "interview"  # below _static
# A formula's TeX inside its MathML: no browser shows it, and pages with a thousand
# formulas are lighter by a twentieth without.
ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)


def use(env, *files):
    """Remember that the page being read needs these files of browser/."""
    page = env.metadata[env.docname]
    page["interview_files"] = sorted({*page.get("interview_files", ()), *files})


def fragment(name, **values):
    """Return a piece of HTML from browser/, its $names filled in."""
    return Template((BROWSER / name).read_text("utf-8")).substitute(values)


def copy_files(app):
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for file in [*BROWSER.glob("*.js"), *BROWSER.glob("*.css")]:
        shutil.copyfile(file, target / file.name)


def add_files(app, pagename, templatename, context, doctree):
    files = app.env.metadata.get(pagename, {}).get("interview_files", ())
    if files:
        context["body"] = ANNOTATION.sub("", context["body"])
    for name in files:
        if name.endswith(".css"):
            app.add_css_file(f"{FOLDER}/{name}")
        else:
            app.add_js_file(f"{FOLDER}/{name}", type="module")


def setup(app):
    app.connect("builder-inited", copy_files)
    app.connect("html-page-context", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
