"""make serve: the built site, with the headers that it asks for."""

import subprocess
import sys
import threading
from urllib.request import urlopen

import pytest

from gradbook_sphinx.policy import HEADERS, headers
from tools.check_pages import ROOT
from tools.serve import parse, server


def run(*words):
    command = [sys.executable, "-m", "tools.serve", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


@pytest.fixture
def served(tmp_path):
    (tmp_path / "_headers").write_text(headers(), "utf-8")
    (tmp_path / "_live").mkdir()
    for name in ("index.html", "_live/a.wasm", "_live/a.mjs"):
        (tmp_path / name).write_text("x", "utf-8")
    with server(tmp_path, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        host, port = running.server_address
        yield f"http://{host}:{port}"
        running.shutdown()


def test_the_file_reads_back_as_it_was_written():
    assert parse(headers()) == HEADERS


def test_each_path_gets_its_headers(served):
    page, engine = urlopen(f"{served}/index.html"), urlopen(f"{served}/_live/a.wasm")
    policy = HEADERS["/*"]["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"] == policy
    assert engine.headers["Content-Security-Policy"] == policy
    assert page.headers["Cache-Control"] is None
    assert "immutable" in engine.headers["Cache-Control"]


def test_the_engine_has_the_types_that_browsers_ask_for(served):
    types = [urlopen(f"{served}/_live/a.{kind}").headers for kind in ("wasm", "mjs")]
    found = [named["Content-Type"] for named in types]
    assert found == ["application/wasm", "text/javascript"]


def test_a_header_without_a_path_is_refused():
    with pytest.raises(ValueError, match="expected a path first"):
        parse("  X-Frame-Options: DENY\n")


def test_what_is_not_a_built_site_is_refused(tmp_path):
    done = run(tmp_path)
    assert done.returncode == 2
    assert "folder: expected a built website" in done.stderr
    assert "--port" in run("--help").stdout


def test_a_port_in_use_is_told_in_one_sentence(served, tmp_path):
    port = served.rsplit(":", 1)[1]
    done = run(tmp_path, "--port", port)
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith(f"port {port} is in use: choose another with --port")
