"""Copy the chapters for Colab, each with one cell in front that installs the library.

    python -m tools.colab <folder>

The repository comes from the environment, as the website's buttons do; the commit
is the one checked out. Colab opens notebooks from a repository's branch only, so the
workflow pushes the folder to the branch that lib/gradbook_sphinx/repository.py names.
The sources stay as they are.
"""

import copy
import subprocess
import sys
from pathlib import Path

import nbformat

from gradbook_sphinx.repository import repository
from tools.refresh import ROOT, chapters, to_text

CELL_ID = "install"


def install_cell(url, commit):
    address = f"git+{url}@{commit}"
    cell = nbformat.v4.new_code_cell(
        f"# Colab has no copy of the book's library: install it, once per session.\n"
        f'%pip install --quiet "gradbook @ {address}"'
    )
    cell.id = CELL_ID
    return cell


def for_colab(notebook, url, commit):
    """Return a copy of the notebook that installs what it imports."""
    notebook = copy.deepcopy(notebook)
    notebook.cells.insert(0, install_cell(url, commit))
    return notebook


def checked_out(root):
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.check_output(command, cwd=root, text=True).strip()


def write_copies(url, commit, folder, root=ROOT):
    for path in chapters([], root):
        notebook = nbformat.read(path, as_version=4)
        target = Path(folder) / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(to_text(for_colab(notebook, url, commit)), "utf-8")
        print(target.relative_to(folder))


def main(folder):
    home = repository()
    if home is None:
        return "no repository is known: set BOOK_REPOSITORY to its address"
    write_copies(home.url, checked_out(ROOT), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
