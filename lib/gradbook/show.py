"""Show the source of a library function inside a chapter: one home per function.

A chapter shows a layer and never retypes it, so what is read is what is tested.
"""

import ast
import inspect
import textwrap


class Source:
    """Source text that Jupyter, Colab, GitHub and the website highlight as Python.

    It offers a fenced Markdown block, and plain text for a terminal.
    """

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_markdown_(self):
        fence = "```"
        while fence in self.text:
            fence += "`"
        return f"{fence}python\n{self.text}\n{fence}"


def source(*functions, docstring=False):
    """Return the source of library functions or classes, to end a cell with.

    Parameters
    ----------
    *functions : functions or classes
    docstring : bool
        Whole docstrings; otherwise their first lines alone.

    Returns
    -------
    source : Source
        A comment names the module wherever it changes.
    """
    if not functions:
        raise TypeError("functions: expected at least one function, got none")
    parts, module = [], None
    for function in functions:
        text = _source_of(function)
        if function.__module__ != module:
            module = function.__module__
            text = f"# {module}\n{text}"
        parts.append(text)
    text = "\n\n\n".join(parts)
    return Source(text if docstring else _shortened(text))


def _source_of(function):
    """Return the dedented source of one function or class."""
    if not (inspect.isfunction(function) or inspect.isclass(function)):
        kind = type(function).__name__
        raise TypeError(f"source: expected a function or a class, got {kind}")
    if function.__name__ == "<lambda>":
        raise TypeError("source: expected a named function, got a lambda")
    return textwrap.dedent(inspect.getsource(function)).rstrip()


def _shortened(text):
    """Cut every docstring down to its first line."""
    lines = text.split("\n")
    for node in reversed(_docstrings(text)):
        first, last = node.lineno - 1, node.end_lineno - 1
        if first < last:
            lines[first : last + 1] = [lines[first].rstrip() + '"""']
    return "\n".join(lines)


def _docstrings(text):
    """Return the docstring nodes in the text, in order."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    homes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds))
    strings = (home.body[0] for home in homes if _is_string(home.body[0]))
    return sorted(strings, key=lambda node: node.lineno)


def _is_string(node):
    """Say whether a statement is a bare string."""
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return constant and isinstance(node.value.value, str)
