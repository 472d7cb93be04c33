"""Every page of the book in Chromium: desktop and phone, light and dark, with axe."""

from tests.book.site import in_browser, needs_chromium
from tools.check_pages import read_toc


@needs_chromium
def test_the_browser_finds_nothing_wrong(book):
    pages = [f"{page}.html" for page in read_toc()]
    assert in_browser("browse.mjs", book, *pages, "search.html") == []
