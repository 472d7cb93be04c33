"""Count the built pages: every page of _toc.yml exists and has its title.

python -m tools.check_pages _build/html
"""

import json
import re
import sys
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
HEADING = re.compile(r"^# +(.+)$", re.MULTILINE)


def pages(toc):
    """Yield the page names of a table of contents, in reading order."""
    if isinstance(toc, list):
        for part in toc:
            yield from pages(part)
        return
    for key in ("root", "file"):
        if key in toc:
            yield toc[key]
    for key in ("parts", "chapters", "sections"):
        yield from pages(toc.get(key, []))


def read_toc(root=ROOT):
    return list(pages(yaml.safe_load((root / "_toc.yml").read_text("utf-8"))))


def source_of(page, root=ROOT):
    """Return the file a page is written in."""
    for suffix in (".ipynb", ".md"):
        if (root / (page + suffix)).is_file():
            return root / (page + suffix)
    raise FileNotFoundError(f"_toc.yml lists {page}, and there is no such file")


def markdown_of(path):
    """Return the text of a page without its code."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join(
        "".join(c["source"]) for c in cells if c["cell_type"] == "markdown"
    )


def title_of(path):
    found = HEADING.search(markdown_of(path))
    return found[1].strip() if found else None


def plain(text):
    """Letters and digits alone: markup, quotes and permalinks differ."""
    return re.sub(r"[\W_]", "", text)


def heading_of(html):
    """Return the first heading of a built page's article, or None."""
    article = html.partition("<article")[2].partition("</h1>")[0]  # all takes seconds
    return BeautifulSoup(f"<article{article}", "html.parser").h1


def complaint(page, html, root=ROOT):
    """Say what is wrong with one built page, or return None."""
    title, built = title_of(source_of(page, root)), html / f"{page}.html"
    if not title:
        return f"{page}: the source has no title"
    if not built.is_file():
        return f"{page}: was not built"
    heading = heading_of(built.read_text("utf-8"))
    if heading is None:
        return f"{page}: the page has no title"
    if "$" not in title and plain(title) not in plain(heading.get_text()):
        return f"{page}: the title is {heading.get_text()!r}, not {title!r}"
    return None


def main(html, root=ROOT):
    listed = read_toc(root)
    complaints = [c for c in (complaint(p, html, root) for p in listed) if c]
    for line in complaints:
        print(line, file=sys.stderr)
    print(f"{len(listed) - len(complaints)} of {len(listed)} pages built, with titles")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
