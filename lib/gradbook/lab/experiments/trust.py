"""Trust: how far is one gradient from float64, in each dtype, and what does it keep?

The gradient of the sigmoid, dx = dy * y * (1 - y), rounds four times: y, 1 - y and two
products. A dtype with p bits rounds by at most u = 2^-p of a number's size: u is 2^-53,
2^-24, 2^-11, 2^-8 for float64, float32, float16, bfloat16. The inputs are multiples of
1/64 up to 4, which every dtype holds exactly, so only the computation rounds.

Accesses to memory per entry: 2 (y) + 2 (1 - y) + 3 + 3 (products) = 10, each of them of
8, 4 or 2 bytes. The floor is 5 accesses of 2 bytes.
"""

from dataclasses import dataclass

import torch

from gradbook.lab.prediction import Prediction

BITS = {"float64": 53, "float32": 24, "float16": 11, "bfloat16": 8}
UNIT = {label: 2.0**-bits for label, bits in BITS.items()}  # the most a rounding moves
FACTOR = 4  # the error lies between u / FACTOR and u * FACTOR
PREDICTION = Prediction(
    statement="The relative error of one gradient lies within a factor of 4 of u: 2^-53"
    " for float64, 2^-24 for float32, 2^-11 for float16, 2^-8 for bfloat16. What is"
    " saved is one tensor, 8, 4, 2 and 2 bytes per entry. Where memory is the limit the"
    " time follows the bytes: float64 takes 4 times as long as float16.",
    ratio=8 / 2,
    source="counted: bytes per number, the accesses being the same",
    slower="float64",
    faster="float16",
)
WHAT = "one gradient"
WRT = ()
LIVE = tuple(BITS)
TOL = {label: FACTOR * u for label, u in UNIT.items()}


@dataclass(frozen=True)
class Config:
    """What may a tolerance be, in each dtype?"""

    n: int = 2**22  # fixed: beyond every cache, so memory is the limit
    seed: int = 0  # nuisance
    # scientific: the dtype, see variants()

    @classmethod
    def tiny(cls):
        """A second on a CPU."""
        return cls(n=2**12)

    @classmethod
    def live(cls):
        """A chapter's cell: 8 MiB per tensor in the narrow dtypes."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: 2 GiB per tensor in float64."""
        return cls(n=2**28)


def problem(config):
    """Compulsory work: five accesses of two bytes per entry; about 8 FLOPs."""
    return {"bytes_min": 5 * 2 * config.n, "flops": 8 * config.n}


def inputs(config, device):
    """Random x and upstream gradient g on a grid that every dtype holds."""
    generator = torch.Generator(device=device).manual_seed(config.seed)

    def draw():
        where = {"generator": generator, "device": device}
        steps = torch.randint(1, 257, (config.n,), **where)
        signs = 2 * torch.randint(0, 2, (config.n,), **where) - 1
        return (signs * steps).float() / 64

    return {"x": draw(), "g": draw()}


def reference(x, g):
    """The slope from both tails, so that nothing cancels: it is run in float64."""
    return g * torch.sigmoid(x) * torch.sigmoid(-x)


class SaveOutput(torch.autograd.Function):
    """The derived backward, one operation at a time: each result is rounded."""

    @staticmethod
    def forward(ctx, x):
        """y = sigmoid(x), saved."""
        y = torch.sigmoid(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dy):
        """dx = dy * y * (1 - y), in one buffer."""
        (y,) = ctx.saved_tensors
        return (1 - y).mul_(y).mul_(dy)


class InDtype:
    """The gradient in one dtype; the inputs are converted once, at the first call."""

    def __init__(self, dtype):
        self.dtype, self.x = dtype, None

    def begin(self, x, g):
        """Convert the inputs; MPS knows no float64, so there it stays on the CPU."""
        if self.x is None:
            apart = x.device.type == "mps" and self.dtype == torch.float64
            x, g = (each.cpu() if apart else each for each in (x, g))
            self.x, self.g = x.to(self.dtype).requires_grad_(), g.to(self.dtype)

    def __call__(self, x, g):
        self.begin(x, g)
        (dx,) = torch.autograd.grad(SaveOutput.apply(self.x), self.x, self.g)
        return dx


def block(forward, x, g):
    """The forward alone, with its graph: what it keeps for backward."""
    forward.begin(x, g)
    return SaveOutput.apply(forward.x)


def variants(config, device):
    """One variant per dtype."""
    return {label: InDtype(getattr(torch, label)) for label in BITS}
