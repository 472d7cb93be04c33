"""Moving a point onto a kink, where the sign of a difference decides a case."""

from random import Random

from .moves import Move, read_by, root
from .points import Outside, Undecided
from .program import whole


def around(p, kink, indices, locked):
    """Move the point onto a kink, then to either side of it, where that is admitted.

    Yields once per place; `p.on_kink` says whether it is the kink itself.
    """
    indices = placed(p, kink, dict(indices))
    if indices is None:
        return
    found = way(p, inside(kink), indices, locked)
    if found is None:
        return
    move, zero = found
    for stride in (0, move.stride, -move.stride):
        move.to(zero + stride)
        if move.admitted():
            p.on_kink = stride == 0
            yield
    p.on_kink = False


def way(p, run, indices, locked):
    """The first name that can be moved onto the kink; else one that can get near."""
    best = None
    try:
        keys = read_by(p, run, indices, locked)
    except (Outside, Undecided, ZeroDivisionError):
        return None
    for key in [key for key in keys if not p.symbols[key].is_integer]:
        move = Move(p, [key])
        zero = root(p, move, lambda: p.traced(run, indices)[0])
        reached = zero is not None and move.admitted()
        move.back()
        if reached:
            return move, zero
        if zero is not None and best is None:
            best = move, zero
    return best


def placed(p, kink, indices):
    """Values for the names bound where a kink stands; None where a range is empty."""
    rng = Random(f"{p.seed}|{kink.expression}")
    try:
        for binder in kink.scope:
            if binder.low is not None:
                p.indices.update(indices)
                low, high = (whole(p, end, "range") for end in binder[2:4])
                if high < low:
                    return None
                indices[binder.slot] = rng.randint(low, high)
    except (Outside, Undecided, ZeroDivisionError):
        return None
    return indices


def inside(kink):
    """The kink's difference, with computed bound names brought up to date first."""
    computed = [binder for binder in kink.scope if binder.value]

    def run(p):
        for binder in computed:
            p.indices[binder.slot] = binder.value(p)
        return kink.code.run(p)

    return run
