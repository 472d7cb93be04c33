"""Chain rule: what does a whole Jacobian cost, multiplied from the input or the output?

h_0 = x, h_l = tanh(h_(l-1) W_l), y = h_L; n inputs, m outputs, hidden width D. The
Jacobian is J_L ... J_1 with J_l = diag(1 - h_l^2) W_l^T.

One pass through the products is worth F = 2 (n D + (L - 2) D^2 + D m) FLOPs. Forward
mode carries a matrix of n columns from the input: n F, less the first product, which
multiplies by the identity. Reverse mode carries m rows from the output: m F, less the
last. PyTorch's functions multiply by the identity, too, and run the forward pass as
well: jacrev (m + 1) F, jacfwd (n + 2) F, for its jvp runs it twice.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch.autograd.functional import jacobian
from torch.func import jacfwd

from gradbook.lab.prediction import Prediction

PREDICTION = Prediction(
    statement="With 16 times as many inputs as outputs, the Jacobian from the input"
    " takes 15 times the operations of the same Jacobian from the output, and 15 times"
    " the time: n + 2 forward passes against m + 1.",
    ratio=514 / 33,
    source="counted: FLOPs of the matrix products, n = 512, m = 32",
    slower="jacfwd",
    faster="jacrev",
)
WRT = ()
WHAT = "a whole Jacobian"
LIVE = ("jacfwd", "from-input", "jacrev", "from-output")


@dataclass(frozen=True)
class Config:
    """From which end is a Jacobian cheaper, and by how much?"""

    n: int = 512  # scientific: inputs
    m: int = 32  # scientific: outputs
    D: int = 512  # fixed: hidden width
    depth: int = 4  # fixed: affine maps
    seed: int = 0  # nuisance

    @classmethod
    def tiny(cls):
        """A second on a CPU; the same n over m."""
        return cls(n=64, m=4, D=32)

    @classmethod
    def live(cls):
        """A chapter's cell: about 1 GFLOP from the input."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: 2.2 TFLOPs from the input."""
        return cls(n=8192, m=512, D=8192)


def sizes(config):
    """Return (n, D, ..., D, m)."""
    return (config.n, *[config.D] * (config.depth - 1), config.m)


def pass_flops(config):
    """F: FLOPs of one pass through all products."""
    widths = sizes(config)
    return sum(2 * a * b for a, b in pairwise(widths))


def flops(config):
    """Return {variant: FLOPs of its matrix products}."""
    n, m, D, F = config.n, config.m, config.D, pass_flops(config)
    return {
        "jacfwd": (n + 2) * F,
        "from-input": (n + 1) * F - 2 * n * n * D,
        "jacrev": (m + 1) * F,
        "from-output": (m + 1) * F - 2 * m * m * D,
    }


def problem(config):
    """Compulsory: every weight read twice, the Jacobian written; the cheaper end."""
    n, m, F = config.n, config.m, pass_flops(config)
    return {"bytes_min": 4 * (F + n + n * m), "flops": min(flops(config).values())}


def names(depth):
    """Return W1, W2, ..."""
    return tuple(f"W{l}" for l in range(1, depth + 1))


def inputs(config, device):
    """One random point, and weights that keep the scale of the values."""
    generator = torch.Generator(device=device).manual_seed(config.seed)

    def draw(*shape, scale=1.0):
        return torch.randn(*shape, generator=generator, device=device) * scale

    widths = sizes(config)
    pairs = zip(names(config.depth), widths[:-1], widths[1:], strict=True)
    return {"x": draw(config.n)} | {W: draw(a, b, scale=a**-0.5) for W, a, b in pairs}


def in_order(weights):
    """Return [W1, W2, ...] from {"W1": ..., "W2": ...}."""
    return [weights[name] for name in names(len(weights))]


def network(weights):
    """Return x -> y."""

    def forward(h):
        for W in in_order(weights):
            h = torch.tanh(h @ W)
        return h

    return forward


def by_jacfwd(x, **weights):
    """n tangents at once, from the input."""
    return jacfwd(network(weights))(x)


def by_jacrev(x, **weights):
    """m gradients at once, from the output.

    torch.func.jacrev makes the same products; it refuses to be watched for saved bytes.
    """
    return jacobian(network(weights), x, vectorize=True)


def outputs(x, weights):
    """Return h_1, ..., h_L."""
    found = [x]
    for W in in_order(weights):
        found.append(torch.tanh(found[-1] @ W))
    return found[1:]


def from_input(x, **weights):
    """Forward mode written out: h_dot = diag(1 - h^2) W^T h_dot."""
    jac = None
    for h, W in zip(outputs(x, weights), in_order(weights), strict=True):
        jac = W.T if jac is None else W.T @ jac
        jac = (1 - h * h)[:, None] * jac
    return jac


def from_output(x, **weights):
    """Reverse mode written out: dh = dh diag(1 - h^2) W^T."""
    jac, pairs = None, zip(outputs(x, weights), in_order(weights), strict=True)
    for h, W in reversed(list(pairs)):
        slope = 1 - h * h
        jac = slope[:, None] * W.T if jac is None else (jac * slope) @ W.T
    return jac


reference = from_output  # run in float64


def variants(config, device):
    """Both ends, by PyTorch and written out."""
    every = by_jacfwd, from_input, by_jacrev, from_output
    return dict(zip(LIVE, every, strict=True))
