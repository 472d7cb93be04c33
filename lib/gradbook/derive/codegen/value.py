"""Array code in the making: its text, the indices of its axes, how tightly it binds."""

from typing import NamedTuple

ADD, MATMUL, MUL, POW, ATOM = range(5)


class Value(NamedTuple):
    """Code for an array whose axes carry the typed indices `axes`."""

    code: str
    axes: tuple = ()
    binds: int = ATOM
    flipped: str = ""  # the code of the transpose, where it has its own

    def within(self, least):
        """The code, in brackets when it binds less tightly than `least`."""
        return self.code if self.binds >= least else f"({self.code})"


class Target(NamedTuple):
    """How the two libraries spell the few things that they spell differently."""

    module: str
    header: str
    arange: str
    eye: str
    full: str
    cast: str
    permute: str
    functions: dict


COMMON = (
    "exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "tan", "sqrt", "sign",
)  # fmt: skip

NUMPY = Target(
    module="np",
    header="import numpy as np",
    arange="np.arange({size})",
    eye="np.eye({size}, dtype={like}.dtype)",
    full="np.full({shape}, {value}, dtype={like}.dtype)",
    cast="{value}.astype({like}.dtype)",
    permute="np.transpose",
    functions={
        **{name: f"np.{name}" for name in COMMON},
        "Abs": "np.abs", "atan": "np.arctan", "erf": "erf",
    },
)  # fmt: skip

TORCH = Target(
    module="torch",
    header="import torch",
    arange="torch.arange({size}, device={like}.device)",
    eye="torch.eye({size}, dtype={like}.dtype, device={like}.device)",
    full="torch.full({shape}, {value}, dtype={like}.dtype, device={like}.device)",
    cast="{value}.to({like}.dtype)",
    permute="torch.permute",
    functions={
        **{name: f"torch.{name}" for name in COMMON},
        "Abs": "torch.abs", "atan": "torch.atan", "erf": "torch.erf",
    },
)  # fmt: skip

TARGETS = {"numpy": NUMPY, "torch": TORCH}


def call(name, *arguments, axes=()):
    """A function call."""
    return Value(f"{name}({', '.join(arguments)})", tuple(axes))


def axes_of(values, rank):
    """The axes of a broadcast result: the fullest operand leads, others by rank."""
    fullest = max((v.axes for v in values), key=len, default=())
    every = dict.fromkeys(a for v in values for a in v.axes)  # ordered, not a set
    return fullest if len(every) == len(fullest) else tuple(sorted(every, key=rank))


def permute(value, axes, target):
    """The same array with its axes in another order."""
    axes = tuple(axes)
    if value.axes == axes:
        return value
    if value.flipped:
        return Value(value.flipped, axes, value.binds, value.code)
    if len(axes) == 2:
        return Value(f"{value.within(ATOM)}.T", axes)
    order = tuple(value.axes.index(a) for a in axes)
    return Value(f"{target.permute}({value.code}, {order})", axes)


def align(value, axes, target):
    """The array made ready to broadcast against `axes`: x[:, None] where needed."""
    kept = tuple(a for a in axes if a in value.axes)
    value = permute(value, kept, target)
    if not kept or kept == tuple(axes[len(axes) - len(kept) :]):
        return value
    slots = [":" if a in kept else "None" for a in axes]
    slots = slots[slots.index(":") :]
    return Value(f"{value.within(ATOM)}[{', '.join(slots)}]", value.axes)


def times(over, under, rank, target, negative=False):
    """Elementwise product of `over` divided by `under`, broadcast as needed."""
    axes = axes_of([*over, *under], rank)
    above = [align(v, axes, target) for v in over] or [Value("1")]
    below = [align(v, axes, target) for v in under]
    if len(above) == 1 and not below and not negative:
        return above[0]._replace(axes=axes)
    code = above[0].within(MATMUL)
    code = " * ".join([code, *(v.within(POW) for v in above[1:])])
    if below:
        row = " * ".join(v.within(POW) for v in below)
        code += f" / {row}" if len(below) == 1 else f" / ({row})"
    return Value(f"-{code}" if negative else code, axes, ADD if negative else MUL)


def plus(parts, rank, target):
    """The sum of (negative, value) parts, broadcast as needed."""
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    axes = axes_of([v for _, v in parts], rank)
    code = ""
    for negative, value in parts:
        sign = "-" if negative else "+" if code else ""
        least = MATMUL if sign else ADD
        code += f" {sign} " if code else sign
        code += align(value, axes, target).within(least)
    return Value(code, axes, ADD)
