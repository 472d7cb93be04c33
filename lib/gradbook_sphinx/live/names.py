"""Which names a statement reads, binds and changes."""

import ast

SCOPES = (ast.Lambda, ast.FunctionDef, ast.ListComp, ast.SetComp, ast.DictComp)
SCOPES += (ast.GeneratorExp,)


def reads(node):
    """The names that a piece of code takes from outside of itself."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    inner = set().union(*map(reads, ast.iter_child_nodes(node)))
    if isinstance(node, ast.AugAssign):
        inner |= binds(node.target)
    return inner - _own(node)


def binds(node):
    """The names that a statement gives a meaning to."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {local(alias) for alias in node.names}
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Store) else set()
    if isinstance(node, SCOPES):
        return set()
    return set().union(*map(binds, ast.iter_child_nodes(node)))


def local(alias):
    """The name that an import binds."""
    return alias.asname or alias.name.split(".")[0]


def _own(scope):
    """The names that belong to a function or a comprehension alone."""
    if not isinstance(scope, SCOPES):
        return set()
    inside = list(ast.walk(scope))
    own = {n.arg for n in inside if isinstance(n, ast.arg)}
    return own | {
        n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def called_on(statement):
    """(name, methods) of `name.let(...)` or `name.start(...).eq(...)`, or None.

    Such a statement may change the object behind the name.
    """
    node, methods = getattr(statement, "value", None), []
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        methods.insert(0, node.func.attr)
        node = node.func.value
    return (node.id, methods) if methods and isinstance(node, ast.Name) else None


def used_as_object(node, apart_from):
    """The names whose object is used in another way than by the methods given."""
    found = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Attribute) and isinstance(child.value, ast.Name):
            if child.attr not in apart_from:
                found.add(child.value.id)
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
            found.add(child.id)
        else:
            found |= used_as_object(child, apart_from)
    return found


def continued(statements, first, further):
    """The names on which methods `further` are called, and `first` not before."""
    begun, found = set(), set()
    for name, methods in filter(None, map(called_on, statements)):
        for method in methods:
            if method == first:
                begun.add(name)
            elif method in further and name not in begun:
                found.add(name)
    return found
