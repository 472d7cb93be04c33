"""What every test may use."""

import numpy as np
import pytest
from filelock import FileLock

# Files that take longest, in the order in which they begin: the first builds the book,
# which others wait for, and what is short comes last, so that no process ends early.
FIRST = [
    "test_browser.py", "test_flashcards.py", "test_mock.py", "test_questions.py",
    "test_story.py", "test_every.py", "test_atlas.py", "test_site.py",
]  # fmt: skip


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser"):
        from tests.book.site import CHROMIUM

        if CHROMIUM is None:
            pytest.skip("Chromium is not installed: no page was looked at")


def pytest_collection_modifyitems(items):
    ranks = {name: rank for rank, name in enumerate(FIRST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(FIRST)))


@pytest.fixture
def rng():
    """A generator of its own for each test, so that no test depends on another."""
    return np.random.default_rng(0)


@pytest.fixture(scope="session")
def book(tmp_path_factory, worker_id):
    """The website, built from the stored outputs: once for all processes of a run."""
    from tests.book.site import ROOT, build  # Sphinx: not for every test

    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    built = shared / "book-built"
    with FileLock(f"{built}.lock"):
        if not built.exists():
            _, status, said = build(ROOT, shared / "book")
            assert status == 0, said
            built.touch()
    return shared / "book" / "_build" / "html"


def pytest_terminal_summary(terminalreporter):
    """Print what tests want to tell, such as times: workers of a run print nothing."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == "told":
                terminalreporter.write_line(text)
