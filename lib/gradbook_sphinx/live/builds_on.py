"""What a cell builds on: the statements of earlier cells without which it cannot run.

A derivation uses symbols, imports and pages that earlier cells made. Walking back from
the cell, a statement is kept if it binds or changes a name that is needed by then. Of
a page, only what defines it is kept; its lines are judged in their own cell, and
repeated only where a later statement reads them.
"""

import ast
import sys
import textwrap

from gradbook_sphinx.live.names import (
    binds,
    called_on,
    continued,
    local,
    reads,
    used_as_object,
)

AVAILABLE = {"gradbook.derive", "mpmath", "sympy"}
LINES = {"start", "eq", "le", "induct"}  # of a Derivation: they add judged lines
WRITING = LINES | {"let", "branch"}  # neither reads the lines of the page
READING = {"branch", "compile"}  # neither changes the page
WIDTH = 76
SETTLING = (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)


class Unavailable(ValueError):
    """A cell that needs more than the page's Python has."""


def builds_on(cells, source):
    """Return the code that must run before a cell, as text.

    Parameters
    ----------
    cells : list of str
        The code of the cells before it, in order.
    source : str
        Its own code.

    Raises
    ------
    Unavailable
        If the cell needs a module that does not run in the page.
    """
    own = ast.parse(source).body
    expect_available(own)
    needed, as_objects = _needs(own)
    as_objects |= continued(own, "start", LINES)
    imports, kept = {}, []
    for code in reversed(cells):
        part = []
        for statement in reversed(_statements(code)):
            if not _wanted(statement, needed, as_objects):
                continue
            if isinstance(statement, ast.ImportFrom | ast.Import):
                _import(statement, needed, imports)
                continue
            part.insert(0, ast.get_source_segment(code, statement))
            needed -= binds(statement) if isinstance(statement, SETTLING) else set()
            more, objects = _needs([statement])
            needed, as_objects = needed | more, as_objects | objects
        kept[:0] = ["\n".join(part)] if part else []
    return "\n\n".join([*filter(None, [_written(imports)]), *kept])


def _needs(statements):
    """The names that statements read, and those whose judged lines they may read."""
    needed = set().union(*map(reads, statements))
    bound, outer = set(), set()
    for statement in statements:
        outer |= reads(statement) - bound
        bound |= binds(statement)
    whole = set().union(*(used_as_object(s, WRITING) for s in statements))
    return needed & outer, whole & outer


def _statements(code):
    """The statements of a cell; none where it is not plain Python."""
    try:
        return ast.parse(code).body
    except SyntaxError:
        return []


def _wanted(statement, needed, as_objects):
    if binds(statement) & needed:
        return True
    name, methods = called_on(statement) or (None, [])
    if name not in needed or READING.issuperset(methods):
        return False
    return not LINES & {*methods} or name in as_objects


def expect_available(statements):
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    _expect_module(alias.name, local(alias))
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    _expect_module(f"{node.module}.{alias.name}", local(alias))


def _expect_module(module, name):
    known = any(f"{module}.".startswith(f"{root}.") for root in AVAILABLE)
    if not known and module.split(".")[0] not in sys.stdlib_module_names:
        raise Unavailable(f"{name} is {module}, which does not run in the page")


def _import(statement, needed, imports):
    """Take over the names that are needed, and no others."""
    for alias in statement.names:
        name = local(alias)
        if name not in needed:
            continue
        needed.discard(name)
        if isinstance(statement, ast.Import):
            _expect_module(alias.name, name)
            imports.setdefault(None, set()).add(ast.unparse(ast.Import([alias])))
        else:
            _expect_module(f"{statement.module}.{alias.name}", name)
            imports.setdefault(statement.module, set()).add(ast.unparse(alias))


def _written(imports):
    """The import statements, one per module, folded where they are long."""
    lines = sorted(imports.pop(None, ()))
    for module, names in sorted(imports.items()):
        line = f"from {module} import {', '.join(sorted(names))}"
        if len(line) > WIDTH:
            listed = textwrap.fill(f"{', '.join(sorted(names))},", WIDTH - 4)
            line = f"from {module} import (\n{textwrap.indent(listed, '    ')}\n)"
        lines.append(line)
    return "\n".join(lines)
