"""What a chapter's code may not do: network, shell, pickles, magics, stars."""

import ast
import re

from tests.book.rules.cells import code_cells, name

MODULES = {
    *("aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl"),
    *("urllib", "urllib3", "webbrowser"),
    *("cloudpickle", "dill", "joblib", "pickle", "shelve"),
    *("ctypes", "importlib", "multiprocessing", "pip", "shutil", "subprocess"),
}
CALLS = {
    "__import__",
    "eval",
    "exec",
    "numpy.load",
    "os.popen",
    "os.system",
    "pandas.read_pickle",
    "torch.hub.load",
    "torch.load",
}
PREFIXES = ("sklearn.datasets.fetch_", "os.exec", "os.spawn", "torch.hub.")
MAGIC = re.compile(r"^\s*[!%?]|\?\s*$", re.MULTILINE)


def imported(node):
    """Yield (full name, name in the cell) of one import statement."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            whole = alias.name if alias.asname else alias.name.split(".")[0]
            yield whole, alias.asname or whole, alias.name
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            full = f"{node.module}.{alias.name}"
            yield full, alias.asname or alias.name, full


def dotted(node, names):
    """Spell out `t.hub.load` as `torch.hub.load`, or return None."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        head = dotted(node.value, names)
        return f"{head}.{node.attr}" if head else None
    return None


def is_forbidden(full):
    return full in CALLS or full.startswith(PREFIXES)


def forbidden(tree, names):
    """Yield what one cell's syntax tree may not hold; collect its imports."""
    for node in ast.walk(tree):
        for whole, local, full in imported(node):
            names[local] = whole
            if full.split(".")[0] in MODULES or is_forbidden(full):
                yield f"imports {full}"
            if full.endswith(".*"):
                yield "imports with a star"
        if isinstance(node, ast.Name | ast.Attribute):
            full = dotted(node, names)
            if full and is_forbidden(full):
                yield f"uses {full}"


def plain_harmless_python(notebook):
    """Every code cell is plain Python and touches nothing but the page."""
    complaints, names = [], {}
    for cell in code_cells(notebook):
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            what = "a magic" if MAGIC.search(cell.source) else "not plain Python"
            complaints.append(f"{name(notebook, cell)}: {what}")
            continue
        found = dict.fromkeys(forbidden(tree, names))
        complaints += [f"{name(notebook, cell)}: {what}" for what in found]
    return complaints


RULES = [plain_harmless_python]
