"""No file of the project names a path of a machine or a registry's host."""

import re
import subprocess

import pytest

from tools.check_pages import ROOT

MACHINE = re.compile(
    r"/(?:home|Users)/\w+/|/ro{2}t/|/work/\w+/|/opt/(?:pypi|wheels)|[A-Z]:\\Users"
)
REGISTRY = re.compile(
    r"files\.pythonhosted\.org|pypi\.org/simple|registry\.(?:npmjs|yarnpkg)\."
)
TEXT_LIMIT = 5_000_000


def tracked():
    """The project's files, as git lists them; empty outside a repository."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return []
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def named(text):
    """What a text names that holds on one machine only."""
    return [found[0] for p in (MACHINE, REGISTRY) if (found := p.search(text))]


def test_no_file_names_a_machine_or_a_registry():
    files = tracked()
    if not files:
        pytest.skip("not a git checkout: the project's files are not known")
    found = {
        str(path.relative_to(ROOT)): named(path.read_text("utf-8", "replace"))
        for path in files
        if path.stat().st_size < TEXT_LIMIT
    }
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "text",
    [
        "/" + "home/ann/book",
        "/" + "root/.cache",
        "https://" + "pypi.org" + "/simple",
        '"resolved": "https://registry.' + 'npmjs.org/katex"',
    ],
)
def test_a_planted_name_is_found(text):
    assert named(f"see {text}/x")
