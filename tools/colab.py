"""Copy the chapters for Colab, each with one cell in front that installs the library.

    python -m tools.colab <repository address> <commit> <folder>

Colab opens notebooks from a repository's branch only. The workflow pushes the
folder to the branch that lib/gradbook_sphinx/repository.py names; the sources stay
as they are.
"""

import copy
import sys
from pathlib import Path

import nbformat

from tools.refresh import ROOT, chapters, to_text

CELL_ID = "install"


def install_cell(repository, commit):
    address = f"git+{repository.removesuffix('.git')}@{commit}"
    cell = nbformat.v4.new_code_cell(
        f"# Colab has no copy of the book's library: install it, once per session.\n"
        f'%pip install --quiet "gradbook @ {address}"'
    )
    cell.id = CELL_ID
    return cell


def for_colab(notebook, repository, commit):
    """Return a copy of the notebook that installs what it imports."""
    notebook = copy.deepcopy(notebook)
    notebook.cells.insert(0, install_cell(repository, commit))
    return notebook


def main(repository, commit, folder, root=ROOT):
    for path in chapters([], root):
        notebook = nbformat.read(path, as_version=4)
        target = Path(folder) / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(to_text(for_colab(notebook, repository, commit)), "utf-8")
        print(target.relative_to(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
