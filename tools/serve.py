"""Show a built website on this machine, with the headers its file `_headers` names.

python -m tools.serve _build/html --port 8000
"""

import argparse
import errno
from fnmatch import fnmatch
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KINDS = {".mjs": "text/javascript", ".wasm": "application/wasm"}


def parse(text):
    """Read `_headers`: a path pattern, and indented below it one header per line."""
    found = {}
    for line in filter(str.strip, text.splitlines()):
        if not line.startswith(" "):
            found[line.strip()] = {}
        elif found:
            name, _, value = line.strip().partition(": ")
            found[next(reversed(found))][name] = value
        else:
            raise ValueError(f"_headers: expected a path first, got {line.strip()!r}")
    return found


class Handler(SimpleHTTPRequestHandler):
    """Files of a folder; `rules` says which headers go with which path."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | KINDS

    def __init__(self, *request, rules, **settings):
        self.rules = rules
        super().__init__(*request, **settings)

    def end_headers(self):
        for pattern, named in self.rules.items():
            if fnmatch(self.path, pattern):
                for name, value in named.items():
                    self.send_header(name, value)
        super().end_headers()

    def log_message(self, *message):
        """Say nothing: a page asks for dozens of files."""


def server(folder, port):
    """A server of a built website on this machine alone."""
    rules = parse((Path(folder) / "_headers").read_text("utf-8"))
    handler = partial(Handler, rules=rules, directory=str(folder))
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tools.serve", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path, help="the built website, as _build/html")
    parser.add_argument("--port", type=int, default=8000, help="8000 unless given")
    given = parser.parse_args()
    if not (given.folder / "_headers").is_file():
        parser.error(f"folder: expected a built website, got {given.folder}")
    try:
        running = server(given.folder, given.port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        other = "choose another with --port, or make serve PORT=8001"
        parser.exit(2, f"port {given.port} is in use: {other}\n")
    with running:
        print(f"http://127.0.0.1:{given.port}  (Ctrl+C ends it)", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
