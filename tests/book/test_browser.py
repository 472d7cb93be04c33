"""Every page of the book in Chromium: desktop and phone, light and dark, with axe."""

import pytest

from tests.book.site import in_browser, needs_chromium
from tools.check_pages import read_toc

PAGES = [*(f"{page}.html" for page in read_toc()), "search.html"]


@pytest.fixture(scope="module")
def complaints(book, request):
    """What is wrong with the pages that this run was asked for, all in one visit."""
    asked = [i.callspec.params["page"] for i in request.session.items
             if i.path == request.path]  # fmt: skip
    return in_browser("browse.mjs", book, *asked)


@needs_chromium
@pytest.mark.parametrize("page", PAGES)
def test_the_browser_finds_nothing_wrong(page, complaints):
    assert [said for said in complaints if said.startswith(f"{page}: ")] == []
