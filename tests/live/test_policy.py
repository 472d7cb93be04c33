"""Pages without inline scripts, and the policy that asks for it."""

import re
from html.parser import HTMLParser

import pytest

from gradbook_sphinx.policy import HEADERS, POLICY, as_files, move_scripts
from tests.book.site import in_browser, needs_chromium

MARK = "figure-controls"
RUNS = {None, "", "module", "text/javascript"}


class Reader(HTMLParser):
    """Collects what a strict policy would refuse to run in a page."""

    def __init__(self):
        super().__init__()
        self.faults = []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "script" and not named.get("src") and named.get("type") in RUNS:
            self.faults.append("script")
        self.faults += [f"handler: {a}" for a in named if re.match(r"on[a-z]+$", a)]
        address = named.get("href") or named.get("src") or ""
        self.faults += ["address: javascript"] * address.startswith("javascript:")


def faults(html):
    reader = Reader()
    reader.feed(html)
    return reader.faults


def moved(html):
    files = []

    def write(code):
        files.append(code)
        return f"{len(files)}.js"

    return as_files(html, write), files


def test_a_script_becomes_a_file_and_keeps_its_attributes():
    html, files = moved('<script data-x="1">\nf();\n</script><p>text</p>')
    assert html == '<script data-x="1" src="1.js"></script><p>text</p>'
    assert files == ["\nf();\n"]


def test_scripts_side_by_side_become_one_file():
    page = '<script src="a.js"></script>\n<script>f()</script>\n<script>g()</script>'
    html, files = moved(page)
    assert html == '<script src="a.js"></script>\n<script src="1.js"></script>'
    assert files == ["f()\ng()"]


def test_data_and_empty_scripts_stay():
    page = '<script type="application/json">{}</script><script src="a.js"></script>'
    assert moved(page) == (page, [])


def test_handlers_become_listeners():
    page = '<body><button onclick="go(&quot;a&quot;)" onfocus="f()">x</button></body>'
    html, [code] = moved(page)
    assert faults(html) == []
    assert 'addEventListener("click", function (event) { go("a") }' in code
    assert 'addEventListener("focus"' in code
    marks = re.findall(r'data-on-(\w+)="(\w+)"', html)
    assert all(f'[data-on-{event}="{mark}"]' in code for event, mark in marks)


def test_code_that_is_shown_is_left_alone():
    page = "<pre>&lt;script&gt;f()&lt;/script&gt; onclick=&quot;f()&quot;</pre>"
    assert moved(page) == (page, [])


def test_files_are_named_by_content_and_found_from_the_page(tmp_path):
    pages = [tmp_path / "a.html", tmp_path / "b" / "c.html"]
    (tmp_path / "_static").mkdir()
    (tmp_path / "b").mkdir()
    for page in pages:
        page.write_text("<script>same()</script>", "utf-8")
        move_scripts(tmp_path, page)
    [script] = (tmp_path / "_static" / "inline").iterdir()
    assert script.read_text("utf-8") == "same()"
    for page in pages:
        src = re.search(r'src="([^"]+)"', page.read_text("utf-8"))[1]
        assert (page.parent / src).resolve() == script


def test_no_page_of_the_book_has_a_script_of_its_own(book):
    pages = [p for p in book.rglob("*.html") if "_static" not in p.parts]
    found = {p.name: faults(p.read_text("utf-8")) for p in pages}
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "page",
    [
        "<script>f()</script>",
        '<script type="module">f()</script>',
        '<p onmouseover="f()">x</p>',
        '<a href="javascript:f()">x</a>',
    ],
)
def test_a_planted_script_is_found(page):
    assert faults(page)


def test_the_policy_allows_python_and_nothing_else():
    assert POLICY["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert POLICY["default-src"] == POLICY["worker-src"] == "'self'"
    unsafe = [name for name, value in POLICY.items() if "'unsafe-inline'" in value]
    assert unsafe == ["style-src"]
    assert "'unsafe-eval'" not in str(HEADERS)


def test_the_site_carries_its_headers(book):
    text = (book / "_headers").read_text("utf-8")
    assert f"script-src {POLICY['script-src']};" in text


@needs_chromium
def test_the_interactive_figures_work_under_it(book):
    pages = [
        p for p in book.rglob("chapters/**/*.html") if MARK in p.read_text("utf-8")
    ]
    names = [p.relative_to(book).as_posix() for p in sorted(pages)]
    found = in_browser("../live/figures.mjs", book, *names)
    assert sum(record["figures"] for record in found) >= 8
    for record in found:
        assert record["moved"] == record["figures"], record["page"]
        assert record["said"] == []
