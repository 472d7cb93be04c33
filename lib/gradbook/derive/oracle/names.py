"""Scalars and entries at a point: drawn, or computed from their definition."""

import sympy as sp
from sympy import Idx, Indexed, IndexedBase, Symbol

from ..errors import MalformedStep
from .program import Binder, Code, Program, compiled, expect_inside, whole
from .values import position_as_number


@compiled.register
def name(e: Symbol, program, scope):
    if any(binder.symbol == e for binder in scope):
        return position_as_number(e, program, scope)
    reader, slots = reader_of(program, program.known(e), scope)
    return Code(lambda p: reader(p, ()), slots)


@compiled.register
def entry(e: Indexed, program, scope):
    if isinstance(e.base, IndexedBase) and isinstance(e.base.label, Symbol):
        reader, slots = reader_of(program, program.known(e.base), scope)
        place, used = positions(program, e.indices, scope)
        return Code(lambda p: reader(p, place(p)), slots | used)
    raise MalformedStep(f"the test cannot evaluate {type(e.base).__name__}: {e}")


def positions(program: Program, indices, scope):
    """A closure giving the integers at which indices stand, and the slots read."""
    if all(isinstance(i, Idx) for i in indices):
        slots = [program.slot(i) for i in indices]
        return lambda p: tuple([p.indices[s] for s in slots]), frozenset(slots)
    runs, slots = program.codes(indices, scope)
    return lambda p: tuple([whole(p, run, "position") for run in runs]), slots


def reader_of(program, symbol, scope):
    """How a name is read at a position: drawn, or computed from its definition."""
    if symbol not in program.readers:
        found = program.context.definitions.get(getattr(symbol, "name", str(symbol)))
        defined = found is not None and found.symbol == symbol
        program.readers[symbol] = None  # met again inside its own body: a circle
        make = defined_reader if defined else drawn_reader
        program.readers[symbol] = make(program, symbol, found)
    if program.readers[symbol] is None:
        raise MalformedStep(f"{symbol}: defined by itself")
    reader, slots = program.readers[symbol]
    captured = [str(b.symbol) for b in scope if b.slot in slots]
    if captured:
        raise MalformedStep(f"{symbol}: its definition mentions {captured[0]}, "
                            "which is bound where it is used")  # fmt: skip
    return reader, slots


def axes(program, symbol):
    """A closure giving the lengths of a tensor's axes, None where unbounded."""
    shape = getattr(symbol, "shape", None) or ()
    runs = [None if size is sp.oo else program.code(size).run for size in shape]
    return lambda p: [run and whole(p, run, f"axis of {symbol}") for run in runs]


def drawn_reader(program, symbol, _):
    """Read a name that no definition stands behind."""
    lengths, name = axes(program, symbol), str(symbol)
    bounded = bool(getattr(symbol, "shape", None))
    scalar = symbol.label if isinstance(symbol, IndexedBase) else symbol

    def read(p, at):
        key = (name, at)
        if bounded and key not in p.bits:
            expect_inside(name, at, lengths(p))
        return p.read(key, scalar)

    return read, frozenset()


def defined_reader(program, symbol, definition):
    """Read a defined name: compute its body, unless a derivative holds the name."""
    own = [program.slot(i) for i in definition.indices]
    lengths, name = axes(program, symbol), str(symbol)
    one = program.code(1).run
    scope = tuple(Binder(i, s, one, program.code(i.upper).run)
                  for i, s in zip(definition.indices, own, strict=True))  # fmt: skip
    body, slots = program.code(definition.body, scope)
    free = slots - set(own)
    order = sorted(free)

    def read(p, at):
        key = (name, at)
        if key not in p.bits:
            expect_inside(name, at, lengths(p))
        bit = p.bits.get(key) or p.name(key)
        p.reads |= bit
        if p.layer.above & bit:
            return p.layer.find(bit)
        parameters = [p.indices[s] for s in order]
        return p.remembered((*key, *parameters), placed(body, own, at))

    return read, free


def placed(body, own, at):
    """A definition's body with its own indices at a position."""

    def run(p):
        outer = [p.indices.get(s) for s in own]
        p.indices.update(zip(own, at, strict=True))
        value = body(p)
        p.indices.update(zip(own, outer, strict=True))
        return value

    return run
