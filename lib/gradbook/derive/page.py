"""A page of mathematics in which every line is judged as it is written."""

import sympy as sp
from sympy import Expr, Idx, IndexedBase, Symbol

from . import display
from .codegen import compile_line
from .context import PROVED, Context, Definition, Step
from .errors import MalformedStep
from .judge import judge, judge_induction
from .kinks import bound_in
from .language import Term, free_indices
from .symbols import tensor, var


class Derivation:
    """A chain of lines from a question to its answer; a false line is refused.

    Parameters
    ----------
    id : str
        Short name, unique in the book: lower-case words joined by hyphens.
    title : str
        What is derived, for people.
    where : sequence of Ne(a, b) or Eq(Sum(i, y[i]), c), optional
        Hypotheses that both judges may use.

    Examples
    --------
    >>> x = var("x")
    >>> D = Derivation("square", "The slope of a square")
    >>> D.start(d(x**2, x)).eq(2 * x, "power rule")
    """

    def __init__(self, id, title, where=()):
        if not (isinstance(id, str) and id.replace("-", "").isalnum() and id.islower()):
            raise MalformedStep(f"id: expected lower-case words joined by hyphens, "
                                f"got {id!r}")  # fmt: skip
        self.id, self.title = id, title
        self.context = Context({}, tuple(where))
        self.start_line, self.steps = None, []
        self._named = {}
        for hypothesis in self.context.hypotheses:
            self._named = self._names_with(hypothesis)

    # ------------------------------------------------------------ writing
    def let(self, name, indices, body):
        """Define `name[indices] := body` and return it, to be used as `p[i]` or `s`.

        `indices` is an index, a tuple of indices, or () for a scalar. Other indices
        in the body are parameters, the same on the whole page.
        """
        indices = tuple(indices) if isinstance(indices, tuple | list) else (indices,)
        body = self.expect_line(body)
        if not all(isinstance(i, Idx) for i in indices):
            raise MalformedStep(f"{name}: expected typed indices, got {indices}")
        if len(set(indices)) < len(indices):
            raise MalformedStep(f"{name}: an index is repeated in {indices}")
        sizes = [i.upper for i in indices]
        symbol = tensor(name, *sizes) if indices else var(name)
        named = self._names_with(body, *indices)
        if name in named:
            raise MalformedStep(f"{name}: this name is taken on the page")
        self._named = {**named, name: symbol}
        self.context.definitions[name] = Definition(symbol, indices, body)
        return symbol

    def start(self, e):
        """Write the first line: the question, for example `d(L, z[j])`."""
        e = self.expect_line(e)
        self._named = self._names_with(e)
        self.start_line, self.steps = e, []
        self._line_accepted()
        return self

    def eq(self, e, why, *, expect=PROVED):
        """Add the line `= e`. `why` is its reason: plain text and $math$."""
        return self._add("=", e, why, expect=expect)

    def le(self, e, why, *, cert=None, expect=PROVED):
        """Add the line `<= e`; `cert` is a non-negative expression for the gap."""
        cert = None if cert is None else self.expect_line(cert)
        return self._add("<=", e, why, certificate=cert, expect=expect)

    def induct(self, claim, why, *, relation="="):
        """Add a claim about the last line, the term a[t] of a recurrence.

        The machine checks the base and the step; that these two give the claim for
        every t is the induction schema.
        """
        if not isinstance(self.last, Term):
            raise MalformedStep("induct: the last line is not a term of a recurrence")
        claim = self.expect_line(claim)
        named = self._names_with(claim)
        found = judge_induction(self.last, relation, claim, self.context)
        return self._accept(Step(relation, claim, _expect_reason(why), *found), named)

    def branch(self, id, title):
        """A new page with the same definitions and hypotheses, and no lines yet."""
        other = Derivation(id, title, self.context.hypotheses)
        other.context.definitions.update(self.context.definitions)
        other._named.update(self._named)
        return other

    # ------------------------------------------------------------ reading
    @property
    def last(self):
        """The last line that was accepted."""
        if self.start_line is None:
            raise MalformedStep("the page has no line yet: begin with start(...)")
        return self.steps[-1].expression if self.steps else self.start_line

    def compile(self, target, *args, free=()):
        """The last line as a function of `args`, in "numpy" or "torch".

        `free` gives the axes of the result. The source is `.source`; it computes
        the line as it is written here.
        """
        free = tuple(free) if isinstance(free, tuple | list) else (free,)
        return compile_line(self.last, self.context, target, args, free)

    def __repr__(self):
        return display.plain(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return display.mimebundle(self)

    # ------------------------------------------------------------ judging
    def _add(self, relation, e, why, **evidence):
        e, why = self.expect_line(e), _expect_reason(why)
        named = self._names_with(e)
        found = judge(self.last, relation, e, self.context, **evidence)
        return self._accept(Step(relation, e, why, *found), named)

    def _accept(self, step, named):
        self.steps.append(step)
        self._named = named
        self._line_accepted()
        return self

    def _line_accepted(self):
        """Called after each accepted line; a live display replaces it."""

    def expect_line(self, e):
        """A formula that has a meaning on this page, or a refusal."""
        e = sp.sympify(e)
        if isinstance(e, sp.Basic) and e.has(sp.Xor):
            raise MalformedStep(f"{e}: write powers as x**2, not x^2")
        if not isinstance(e, Expr) or isinstance(e, sp.MatrixExpr):
            raise MalformedStep(f"line: expected a scalar expression, got "
                                f"{type(e).__name__}; use Entry(M, i, j)")  # fmt: skip
        if e.has(sp.Float):
            raise MalformedStep(f"{e}: expected exact numbers, got a decimal; "
                                "write Rational(1, 10)")  # fmt: skip
        self._expect_no_capture(e)
        return e

    def _expect_no_capture(self, e):
        """What a definition leaves free must not be summed or integrated over."""
        known = self.context.definitions.values()
        bound = {v for x in (e, *(d.body for d in known)) for v in bound_in(x)}
        free = {i for d in known for i in free_indices(d.body) if i not in d.indices}
        free |= {x for d in known for x in d.body.free_symbols if x.is_Symbol}
        if clash := sorted(bound & free, key=str):
            raise MalformedStep(f"{clash[0]} is free in a definition and is summed or "
                                "integrated over as well")  # fmt: skip

    def _names_with(self, *lines):
        """The page's names and those of lines: one name, one object."""
        named = dict(self._named)
        for x in (x for e in lines for x in _named_objects(e)):
            if not x.name.removesuffix(".").isidentifier():
                raise MalformedStep(f"{x.name}: expected an identifier as name")
            if named.setdefault(x.name, x) != x:
                raise MalformedStep(f"{x.name}: two different objects carry this name "
                                    "on one page")  # fmt: skip
        return named


def _expect_reason(why):
    if not (isinstance(why, str) and why.strip()):
        raise MalformedStep("why: expected the reason of the step, got none")
    return why


def _named_objects(e):
    """The symbols, tensors and indices in e, each once, in a fixed order."""
    found, walk = [], sp.preorder_traversal(e)
    for x in walk:
        if isinstance(x, IndexedBase | Idx | Symbol):
            if not isinstance(x, sp.Dummy):
                found.append(x)
            for n in getattr(x, "shape", ()) or ():
                found += _named_objects(sp.sympify(n))
            walk.skip()
    return found
