"""Reverse-mode differentiation of scalars, small enough to read in one sitting.

    x, y = Scalar(2), Scalar(3)
    gradients(x * y + tanh(x), [x, y])

Every operation makes a new Scalar and notes its edges: the Scalars it was computed
from, each with its local slope. `gradients` walks the edges back. Totals live in the
call and never on the nodes, so a second call finds nothing to double.
"""

import math
from numbers import Real


class Scalar:
    """A number that remembers how it was computed: its edges, (input, slope) each."""

    __slots__ = ("edges", "value")
    __array_ufunc__ = None  # np.float64(2) * x is left to Scalar

    def __init__(self, value, edges=()):
        if not _is_number(value):
            kind = type(value).__name__
            raise TypeError(f"value: expected a real number, got {kind}")
        self.value, self.edges = float(value), edges

    def __repr__(self):
        return f"Scalar({self.value!r})"

    def __bool__(self):
        raise TypeError("Scalar: expected no branch on it, compare its .value instead")

    def __neg__(self):
        return Scalar(-self.value, ((self, -1.0),))

    def __add__(self, other):
        return _combined(self, other, lambda a, b: (a + b, 1.0, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return _combined(self, other, lambda a, b: (a - b, 1.0, -1.0))

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        return _combined(self, other, lambda a, b: (a * b, b, a))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return _combined(self, other, _quotient)

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, other):
        if isinstance(other, Scalar):
            return exp(other * log(self))
        return _combined(self, other, _power)

    def __rpow__(self, other):
        return exp(self * log(Scalar(other)))


def exp(x):
    """e^x; its slope is its value."""
    y = _in_range("exp", math.exp, _scalar("exp", x).value)
    return Scalar(y, ((x, y),))


def log(x):
    """The natural logarithm of x > 0; slope 1/x."""
    if _scalar("log", x).value <= 0:
        raise ValueError(f"log: expected a number above 0, got {x.value:g}")
    return Scalar(math.log(x.value), ((x, 1 / x.value),))


def tanh(x):
    """Slope 1 - y^2."""
    y = math.tanh(_scalar("tanh", x).value)
    return Scalar(y, ((x, 1 - y * y),))


def sigmoid(x):
    """1 / (1 + e^-x) by e^-|x|, which cannot overflow; slope y(1 - y)."""
    small = math.exp(-abs(_scalar("sigmoid", x).value))
    y = (1.0 if x.value >= 0 else small) / (1 + small)
    return Scalar(y, ((x, y * (1 - y)),))


def relu(x):
    """max(x, 0); slope 0 at the kink, as in PyTorch."""
    y = max(_scalar("relu", x).value, 0.0)  # nan stays nan
    return Scalar(y, ((x, float(y > 0)),))


def gradients(y, xs):
    """Return dy/dx for each x in xs, a list of floats; 0 where y does not use x.

    A node hands its total on when all its uses on the way to y have reported to it.
    """
    if not isinstance(xs, list | tuple):
        raise TypeError(f"xs: expected a list of Scalars, got {type(xs).__name__}")
    waiting = _uses(_scalar("y", y))
    totals, complete = {y: 1.0}, [y]
    while complete:
        node = complete.pop()
        for source, slope in node.edges:
            totals[source] = totals.get(source, 0.0) + slope * totals[node]
            waiting[source] -= 1
            if waiting[source] == 0:
                complete.append(source)
    return [totals.get(_scalar("xs", x), 0.0) for x in xs]


def _uses(y):
    """Count, for every node that y depends on, the edges that leave it toward y."""
    uses, unseen = {y: 0}, [y]
    while unseen:
        for source, _ in unseen.pop().edges:
            if source not in uses:
                uses[source] = 0
                unseen.append(source)
            uses[source] += 1
    return uses


def _combined(left, right, operation):
    """The Scalar of an operation that returns its value and its two slopes."""
    if isinstance(right, Scalar):
        value, by_left, by_right = operation(left.value, right.value)
        return Scalar(value, ((left, by_left), (right, by_right)))
    if not _is_number(right):
        return NotImplemented
    value, by_left, *_ = operation(left.value, float(right))
    return Scalar(value, ((left, by_left),))


def _quotient(a, b):
    """a / b, and its slopes 1/b and -a/b^2."""
    if b == 0:
        raise ZeroDivisionError(f"/: {a:g} divided by 0")
    return a / b, 1 / b, -a / b / b


def _power(a, n):
    """a^n for a constant n, and its slope n a^(n-1)."""
    if a == 0 and (n < 0 or 0 < n < 1):
        raise ZeroDivisionError(f"**: 0 to the power {n:g} has no finite slope")
    if a < 0 and n != int(n):
        raise ValueError(f"**: expected a base above 0 for the power {n:g}, got {a:g}")
    slope = n * _in_range("**", pow, a, n - 1) if n else 0.0
    return _in_range("**", pow, a, n), slope


def _in_range(name, function, *arguments):
    """The value of a function, or an OverflowError that names it."""
    try:
        return function(*arguments)
    except OverflowError:
        given = ", ".join(f"{a:g}" for a in arguments)
        raise OverflowError(f"{name}: too large for a float at {given}") from None


def _is_number(x):
    """Say whether x is a real number, of Python or NumPy; True is none."""
    return isinstance(x, Real) and not isinstance(x, bool)


def _scalar(name, x):
    """Return x if it is a Scalar."""
    if not isinstance(x, Scalar):
        raise TypeError(f"{name}: expected a Scalar, got {type(x).__name__}")
    return x
