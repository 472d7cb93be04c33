"""Pages that work under a strict Content-Security-Policy.

A script may run only if it is a file of this site: what the theme and the figures
write into a page moves to files, named by the hash of their content. The policy itself
is sent by the server; it stands in the site's file `_headers`, which some hosts read
(Netlify, Cloudflare Pages) and `make serve` sends.
"""

import hashlib
import re
from html import unescape
from pathlib import Path

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # Python is WebAssembly; no other eval
    "style-src": "'self' 'unsafe-inline'",  # KaTeX places its boxes by style attributes
    "img-src": "'self' data:",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    "/*": {
        "Content-Security-Policy": "; ".join(f"{k} {v}" for k, v in POLICY.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    },
    "/_live/*": {"Cache-Control": "public, max-age=31536000, immutable"},
}
SCRIPTS = Path("_static", "inline")
INLINE = re.compile(r"<script\b(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", re.DOTALL)
SIDE_BY_SIDE = re.compile(
    r"<script>(?:(?!</?script).)*</script>(?:\s*<script>(?:(?!</?script).)*</script>)+",
    re.DOTALL,
)
BETWEEN = re.compile(r"</script>\s*<script>")
HANDLER = re.compile(r'(<[a-z][^<>]*?)\son([a-z]+)="([^"]*)"')
NO_SCRIPT = re.compile(r'\btype="(?!module|text/javascript)')


def as_files(html, write):
    """Return a page without inline scripts; `write(code)` gives each file's address."""
    handlers = {}

    def named(found):
        start, event, code = found[1], found[2], unescape(found[3])
        mark = hashlib.sha256(code.encode()).hexdigest()[:8]
        handlers[event, code] = mark
        return f'{start} data-on-{event}="{mark}"'

    def moved(found):
        attributes, code = found.groups()
        if NO_SCRIPT.search(attributes) or not code.strip():
            return found[0]
        return f'<script{attributes} src="{write(code)}"></script>'

    html = SIDE_BY_SIDE.sub(lambda found: BETWEEN.sub("\n", found[0]), html)
    html = INLINE.sub(moved, html)
    while HANDLER.search(html):  # an element may have several
        html = HANDLER.sub(named, html)
    if handlers:
        tail = f'<script defer src="{write(listeners(handlers))}"></script>\n'
        html = html.replace("</body>", f"{tail}</body>", 1)
    return html


def listeners(handlers):
    """The script that gives elements the handlers which stood in their attributes."""
    return "\n".join(
        f"for (const e of document.querySelectorAll('[data-on-{event}=\"{mark}\"]'))\n"
        f'  e.addEventListener("{event}", function (event) {{ {code} }});'
        for (event, code), mark in handlers.items()
    )


def move_scripts(site, page):
    """Rewrite one page, if it has scripts of its own."""
    up = "../" * len(page.relative_to(site).parents[1:])

    def write(code):
        name = SCRIPTS / f"{hashlib.sha256(code.encode()).hexdigest()[:12]}.js"
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(code, "utf-8")
        return f"{up}{name.as_posix()}"

    html = page.read_text("utf-8")
    moved = as_files(html, write)
    if moved != html:
        page.write_text(moved, "utf-8")


def headers():
    """The file `_headers`: a path, and below it the headers of what it matches."""
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in named.items())
        for path, named in HEADERS.items()
    )


def finish(app, error):
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for page in site.rglob("*.html"):
        if "_static" not in page.parts:
            move_scripts(site, page)
    (site / "_headers").write_text(headers(), "utf-8")


def setup(app):
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
