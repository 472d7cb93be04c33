"""What a refused step says: the point, both values, and the same as attributes."""

from ..errors import FalseStep
from .points import label

SHOWN = 8  # how many values a message names before it trails off


def show(e):
    """An expression as the page writes it in plain text."""
    try:
        from ..display import text
    except ImportError:
        return str(e)
    return text(e)


class Line:
    """A step as text, `left relation right`."""

    def __init__(self, left, relation, right):
        self.left, self.relation, self.right = show(left), relation, show(right)

    def refused(self, message, point=None, left_value=None, right_value=None):
        """The FalseStep with this message; all parts are attributes of it."""
        error = FalseStep(message)
        error.left, error.relation, error.right = self.left, self.relation, self.right
        error.point = point or {}
        error.left_value, error.right_value = left_value, right_value
        return error

    def false(self, p, point, a, b):
        """The two sides differ at a point, or one of them has no real value."""
        left, right = told_apart(p.mp, a, b)
        not_so = "not" if self.relation == "=" else "not at most"
        message = (f"{self.left} is {not_so} {self.right}: {where(point)}"
                   f"the left side is {left}, the right side {right}")  # fmt: skip
        return self.refused(message, point, left, right)

    def cornered(self, p, point, corner):
        """A derivative was written where there is none."""
        slopes = [v if abs(v) > 1e-18 else p.mp.zero
                  for v in (corner.below, corner.above)]  # fmt: skip
        below, above = (number(p.mp, v, 6) for v in slopes)
        message = (f"{show(corner.f)} is not differentiable in {show(corner.x)}: "
                   f"{where(point)}its slope is {below} from below and {above} "
                   "from above")  # fmt: skip
        slopes = f"slope {below} from below", f"slope {above} from above"
        return self.refused(message, point, *slopes)

    def nowhere(self):
        """No point was found at which both sides have a value."""
        return self.refused(f"{self.left} {self.relation} {self.right} could not be "
                            "evaluated at any admissible point")  # fmt: skip

    def beyond(self, error, point):
        """An index left its axis."""
        at = where(point).removesuffix(" ").removesuffix(",")
        return self.refused(f"{error} {at}".rstrip(), point)


def where(point):
    """The point in words, cut after the first few values."""
    if not point:
        return ""
    shown = [f"{name} = {value}" for name, value in point.items()]
    rest = ["..."] if len(shown) > SHOWN else []
    return f"at {', '.join(shown[:SHOWN] + rest)} "


def told_apart(mp, a, b):
    """Two values with as many digits as it takes to see that they differ."""
    for digits in (6, 12, 18, 24, 30, 45):
        left, right = number(mp, a, digits), number(mp, b, digits)
        if left != right:
            break
    return left, right


def number(mp, value, digits):
    """A value as text, without a trailing zero; None is no real number."""
    if value is None:
        return "not a real number"
    return mp.nstr(value, digits, strip_zeros=True).removesuffix(".0")


def described(p, reads, indices):
    """The point as text by name: sizes, indices, scalars, entries, functions."""
    keys = [key for key in p.values if p.bits[key] & reads]
    keys.sort(key=lambda key: (bool(key[1]), not p.symbols[key].is_integer, key))
    sizes = [key for key in keys if not key[1] and p.symbols[key].is_integer]
    values = {key: number(p.mp, p.gap(p.values[key]), 4) for key in keys}
    point = {label(key): values[key] for key in sizes}
    point |= {name: str(at) for name, at in indices.items()}
    point |= {label(key): values[key] for key in keys if key not in sizes}
    for base in sorted(p.coefficients):
        a, b, c, e, g = (number(p.mp, v, 4) for v in p.stand_in(base))
        point[f"{base}(u)"] = f"{a}*sin({b}*u + {c}) + {e}*u**2 + {g}*u"
    return point
