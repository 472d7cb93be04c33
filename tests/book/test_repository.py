"""Edit and launch buttons point to the build's own repository, or are absent."""

import pytest
from bs4 import BeautifulSoup

from gradbook_sphinx.repository import repository
from tests.book.sample import chapter
from tests.book.site import build, small_book
from tools.refresh import to_text

ACTIONS = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "Ann/book",
    "GITHUB_REF_NAME": "trunk",
}


@pytest.fixture
def links(tmp_path):
    """Build the sample chapter; return (all its links, its og metadata, the site)."""

    def look(**env):
        pages = {"sample.ipynb": to_text(chapter())}
        source = small_book(tmp_path / "in", pages)
        site, status, said = build(source, tmp_path / "out", **env)
        assert status == 0, said
        tree = BeautifulSoup((site / "sample.html").read_text("utf-8"), "html.parser")
        hrefs = [a["href"] for a in tree.select("a[href]")]
        said = {m["property"]: m["content"] for m in tree.select("meta[property]")}
        return hrefs, said, site

    return look


def test_buttons_point_to_the_repository_of_a_github_run(links):
    hrefs, said, site = links(**ACTIONS)
    colab = "https://colab.research.google.com/github/Ann/book/blob/colab/sample.ipynb"
    binder = "https://mybinder.org/v2/gh/Ann/book/trunk?urlpath=lab/tree/sample.ipynb"
    assert colab in hrefs
    assert binder in hrefs
    assert "https://github.com/Ann/book/edit/trunk/sample.ipynb" in hrefs
    assert "https://github.com/Ann/book" in hrefs
    assert said["og:url"] == "https://ann.github.io/book/sample.html"
    assert said["og:image"] == "https://ann.github.io/book/_static/derivation.png"
    assert "https://ann.github.io/book/" in (site / "sitemap.xml").read_text("utf-8")


def test_without_a_repository_only_the_download_is_left(links):
    hrefs, said, site = links()
    outside = [href for href in hrefs if href.startswith("http")]
    assert outside == []
    assert any(href.endswith("_sources/sample.ipynb") for href in hrefs)
    assert "og:url" not in said
    assert not (site / "sitemap.xml").exists()


def test_an_address_of_ones_own():
    home = repository({"BOOK_REPOSITORY": "https://github.com/bo/b.git"})
    assert home == ("https://github.com/bo/b", "main")
    home = repository({"BOOK_REPOSITORY": "https://github.com/bo/b/", **ACTIONS})
    assert home.url == "https://github.com/bo/b"
    assert repository({}) is None


def test_a_site_of_the_whole_account():
    home = repository(ACTIONS | {"GITHUB_REPOSITORY": "Ann/ann.github.io"})
    assert home.site == "https://ann.github.io/"
