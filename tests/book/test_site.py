"""The website: self-contained, accessible, readable on a phone and without scripts."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.book.sample import SLOPE, chapter
from tests.book.site import build, in_browser, needs_chromium, small_book
from tools.check_pages import main, read_toc
from tools.refresh import to_text

HOME = "# Home\n\nFirst words.\n\n[The slope](sample.ipynb#derivation-slope)\n"
ATLAS = "# The atlas\n\nEvery formula of the chapters.\n\n```{atlas}\n```\n"
PROSE = "# Home\n\nPlain words.\n\n"
HOSTILE = """# A page with faults that only a browser sees

<details><summary>A fold</summary><p style="width: 900px">wide</p></details>
<img src="https://example.org/x.png">
<script>nowhere()</script>
<p style="color: #333">dark on dark</p>
"""
OUTSIDE = re.compile(r'(?:src|srcset)="(?:https?:)?//|<link[^>]+href="(?:https?:)?//')


def parsed(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A page and the sample chapter, built with the book's settings."""
    folder = tmp_path_factory.mktemp("small")
    pages = {"home.md": HOME, "sample.ipynb": to_text(chapter()), "atlas.md": ATLAS}
    pages["hostile.md"] = HOSTILE
    site, status, said = build(small_book(folder / "in", pages), folder / "out")
    assert status == 0, said
    return site


def test_every_page_was_built(book):
    assert main(book) == 0


def test_no_page_names_another_site_to_load_from(book):
    pages = [p for p in book.rglob("*.html") if "_static" not in p.parts]
    assert len(pages) > len(read_toc())
    for page in pages:
        text = page.read_text("utf-8")
        assert not OUTSIDE.search(text), page.name
        assert "thebe" not in text
        assert "fontawesome.js" not in text


def test_every_page_describes_itself(book):
    for page in read_toc():
        html = (book / f"{page}.html").read_text("utf-8")
        tree = BeautifulSoup(html.partition("</head>")[0], "html.parser")
        about = tree.find("meta", {"name": "description"})["content"]
        assert len(about) > 20
        assert not re.search(r"[\\$]", about)
        assert tree.find("meta", {"property": "og:description"})["content"] == about
        assert tree.find("meta", {"property": "og:title"})["content"]
        assert tree.find("link", {"rel": "icon"})["href"].endswith("favicon.svg")


def test_formulas_are_whole_for_screen_readers(book):
    """KaTeX gives a subscript that is `\\min` alone three parts; Firefox refuses it."""
    for page in read_toc():
        html = (book / f"{page}.html").read_text("utf-8")
        assert not re.search("<mo>\u2061</mo></m(sub|sup|subsup|frac)>", html), page


def test_a_derivation_reads_without_scripts(small):
    box = parsed(small / "sample.html").select_one("#derivation-slope")
    rows = box.select(".derivation-steps > li")
    assert len(rows) == len(SLOPE["steps"])
    assert all(row.select_one(".derivation-formula .katex-html") for row in rows)
    badges = [row.select_one(".derivation-badge").get_text() for row in rows]
    assert badges == ["✓ proved", "✓ proved for this shape", "≈ tested"]
    assert "chain rule" in rows[0].get_text()
    assert rows[1].select_one(".derivation-why .katex")
    assert "\\frac" not in box.select_one(".derivation-where .katex-html").get_text()
    assert box.select_one("a[href='#derivation-slope']")


def test_another_page_links_to_a_derivation(small):
    links = [a["href"] for a in parsed(small / "home.html").select("article a[href]")]
    assert "sample.html#derivation-slope" in links


def test_the_atlas_lists_what_the_chapters_store(small):
    (entry,) = parsed(small / "atlas.html").select(".iv-item")
    assert entry["data-badge"] == "tested"  # the weakest of the three steps
    assert entry["data-code"] == "no"  # no layer computes it, no cell compiles it
    assert entry.select_one("a")["href"] == "sample.html#derivation-slope"
    assert entry.select_one(".derivation-formula .katex-html")
    assert entry.find_previous("h2").get_text().startswith("Why a slope is at most")


def test_the_atlas_shows_code_and_memory(book):
    page = parsed(book / "chapters/5_interview/atlas.html")
    shown = [entry["id"] for entry in page.select(".iv-item")]
    assert len(shown) == len(set(shown)) >= 45
    softmax = page.select_one("#atlas-softmax-cross-entropy details").get_text()
    for said in ("return p - y", "cross_entropy_backward", "F.cross_entropy(logits"):
        assert said in softmax
    assert "y (6, 5), 120 bytes" in page.select_one("#atlas-sigmoid").get_text()


FAULTS = {  # what is planted -> a page, and what is said of it
    "formula": ("$$\n\\nonsense{x}\n$$\n", "KaTeX"),
    "inline": ("so $\\frac{1}$ is\n", "KaTeX"),
    "link": ("[here](#nowhere)\n", "nowhere"),
    "sheet": (
        "```{derivations-sheet}\nnothing\n```\n",
        "no chapter of the book holds a derivation 'nothing'",
    ),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What one build complains of, with a planted fault on each of its pages."""
    folder = tmp_path_factory.mktemp("faults")
    pages = {f"{name}.md": PROSE + text for name, (text, _) in FAULTS.items()}
    home = {"home.md": PROSE}
    _, status, said = build(small_book(folder / "in", home | pages), folder / "out")
    assert status != 0
    return [line for line in said.splitlines() if re.search("WARNING|ERROR", line)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_stops_the_build(fault, complaints):
    [found] = [line for line in complaints if f"/{fault}.md" in line]
    assert FAULTS[fault][1] in found


def test_a_page_without_a_fault_is_not_blamed(complaints):
    assert len(complaints) == len(FAULTS)


@needs_chromium
def test_the_browser_finds_nothing_wrong(small):
    assert in_browser("browse.mjs", small, "sample.html") == []


@needs_chromium
def test_search_works_by_keyboard(small):
    titles = in_browser("search.mjs", small, "home.html", "quarter")
    assert any("quarter" in title for title in titles)


@needs_chromium
def test_the_browser_refuses_planted_faults(small):
    found = "\n".join(in_browser("browse.mjs", small, "hostile.html", "gone.html"))
    for fault in ("example.org", "script: nowhere", "axe image-alt", "too wide"):
        assert fault in found
    assert "dark: axe color-contrast" in found
    assert "light: axe color-contrast" not in found
    assert "Content Security Policy" in found  # it was sent, and it was obeyed
    assert "gone.html: could not be inspected: 404" in found
