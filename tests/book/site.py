"""Build a website in a folder of its own, and look at it in Chromium."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gradbook_sphinx.formulas import NODE
from tools.check_pages import ROOT

HERE = Path(__file__).parent
BROWSERS = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
REPOSITORY = re.compile(r"BOOK_|GITHUB_")
needs_chromium = pytest.mark.browser  # tests/conftest.py skips it without one


def environment(**extra):
    """This environment without the repository a build would read from it."""
    kept = {k: v for k, v in os.environ.items() if not REPOSITORY.match(k)}
    return kept | {"NO_COLOR": "1"} | extra


def build(source, output, **env):
    """Build as `make book` does; return (site folder, exit status, messages)."""
    command = [
        str(Path(sys.executable).with_name("jupyter-book")),
        "build",
        str(source),
    ]
    command += ["--path-output", str(output), "-n", "-W", "--keep-going", "--quiet"]
    output.mkdir(exist_ok=True)
    log = output / "log.txt"
    with log.open("w") as messages:  # a file: a pipe would wait for grandchildren
        done = subprocess.run(
            command,
            stdout=messages,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment(**env),
            cwd=ROOT,
            timeout=600,  # the first build of all compiles the proof engine
        )
    return output / "_build" / "html", done.returncode, log.read_text("utf-8")


def small_book(folder, pages):
    """Write a book of the given pages (name -> text) with this book's settings."""
    folder.mkdir()
    shutil.copy(ROOT / "_config.yml", folder)
    for name in ("_templates", "_static", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    first, *rest = (str(Path(name).with_suffix("")) for name in pages)
    toc = {"format": "jb-book", "root": first}
    toc |= {"chapters": [{"file": name} for name in rest]} if rest else {}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    return folder


def in_browser(script, site, *words):
    command = [str(NODE), str(HERE / script), str(site), CHROMIUM, *words]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, timeout=900
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
