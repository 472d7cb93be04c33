"""One small site for all tests of this folder: the tools, and what they link to.

It holds the tools' own pages and a few topics of the bank. Of the chapters it keeps
titles, headings and stored derivations, so that links are checked and a build is quick.
"""

import json
import re
import shutil

import pytest
import yaml
from filelock import FileLock

from gradbook.interview.bank import TOPICS, bank
from tests.book.rules.cells import DERIVATION
from tests.book.site import build, in_browser, small_book
from tools.check_pages import ROOT

ASKED = ("sigmoid", "relu", "softmax_cross_entropy")
ROOM = "chapters/5_interview"
PAGES = ("questions", "flashcards", "mock_interview", "derivations_sheet", "atlas")
HEADING = re.compile(r"^#{1,3} .+$", re.MULTILINE)


def skeleton(path):
    """A notebook's headings and derivations; each cell keeps its id."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            cell["source"] = "\n\n".join(HEADING.findall(text)) or "Text."
        else:
            cell["source"] = "pass"
            outputs = [o for o in cell["outputs"] if DERIVATION in o.get("data", {})]
            cell["outputs"] = outputs
    return json.dumps(notebook)


def pages():
    yield "home.md", "# Home\n\nSome words to begin with, and no formula.\n"
    for name in PAGES:
        yield f"{ROOM}/{name}.md", (ROOT / ROOM / f"{name}.md").read_text("utf-8")
    for path in sorted((ROOT / "chapters").glob("*/*.ipynb")):
        yield str(path.relative_to(ROOT)), skeleton(path)


def build_site(folder):
    """Build the tools from the bank in `folder/topics`, into `folder/out`."""
    book = small_book(folder / "in", dict(pages()))
    config = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    config["sphinx"]["config"]["interview_topics"] = str(folder / "topics")
    (book / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    return build(book, folder / "out")


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """A folder that the workers of one run have in common, and a lock for it."""
    alone = worker_id == "master"
    base = tmp_path_factory.getbasetemp()
    folder = (base if alone else base.parent) / "tools"
    with FileLock(f"{folder}.lock"):
        make_once(folder)
    return folder


def make_once(folder):
    """Build unless another worker has; a failed build is seen by each."""
    if folder.is_dir():
        return
    (folder / "topics").mkdir(parents=True)
    for name in ASKED:
        shutil.copy(TOPICS / f"{name}.toml", folder / "topics")
    _, status, said = build_site(folder)
    (folder / "status").write_text(f"{status}\n{said}", "utf-8")


@pytest.fixture(scope="session")
def site(shared):
    status, said = (shared / "status").read_text("utf-8").split("\n", 1)
    assert status == "0", said
    return shared / "out" / "_build" / "html"


@pytest.fixture(scope="session")
def entries(shared):
    """The questions that the site was built from."""
    return [q for topic in bank(shared / "topics") for q in topic.questions]


@pytest.fixture(scope="module")
def found(site, request):
    """What a tool's SCRIPT saw: every scenario, and one again for each fault."""
    tool = request.module
    planted = {name: fault[1:] for name, fault in tool.FAULTS.items()}
    return in_browser(tool.SCRIPT, site, json.dumps(planted))


@pytest.fixture(scope="module")
def seen(found):
    return found["seen"]
