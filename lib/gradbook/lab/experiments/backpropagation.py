"""Backpropagation: what does the backward pass of a perceptron of L layers cost?

h_0 = x, z_l = h_(l-1) W_l + b_l, h_l = tanh(z_l), y = z_L; every layer is N x D.

FLOPs of the matrix products, counted: forward 2 N D^2 per layer; backward as much for
dW_l and as much again for dh_(l-1), which the first layer does not need: x is data. So
backward / forward = (2 L - 1) / L, a little less than 2.

Saved for backward, by every variant: h_1 ... h_(L-1), that is (L - 1) N D numbers,
linear in depth. No derivation avoids it: dW_l = h_(l-1)^T dz_l. What is alive at the
peak follows, for D < N and L > 2: naive and builtin (L + 2) N D + D^2 + D; derived
D^2 + D more; one-node L (N D + D^2 + D), or (L + 1) N D + 2 D^2 + 2 D if that is more.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from gradbook.lab.prediction import Prediction

DEPTH = 8
PREDICTION = Prediction(
    statement="The backward pass takes 15/8 of the forward pass's time: two matrix"
    " products per layer against one, and one against one in the first layer, whose"
    " input needs no gradient.",
    ratio=(2 * DEPTH - 1) / DEPTH,
    source="counted: FLOPs of the matrix products",
    slower="builtin",
    faster="forward",
    less="forward",
)
LIVE = ("naive", "derived", "one-node", "builtin", "forward")
OPAQUE = ("compiled",)
FORWARD_ONLY = ("forward",)


@dataclass(frozen=True)
class Config:
    """Does backward take twice the time of forward, and what does depth store?"""

    N: int = 1024  # fixed: rows
    D: int = 256  # fixed: width of every layer
    depth: int = DEPTH  # scientific for bytes; times are predicted for this depth
    dtype: str = "float32"  # fixed
    seed: int = 0  # nuisance

    @classmethod
    def tiny(cls):
        """A second on a CPU."""
        return cls(N=32, D=16)

    @classmethod
    def live(cls):
        """A chapter's cell: 3 GFLOPs, 1 MiB per activation."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: 25 TFLOPs, 128 MiB per activation."""
        return cls(N=8192, D=8192, dtype="bfloat16")


def TOL(config):
    """Rounding of bfloat16 alone is 0.4% per layer, twice."""
    return 1e-5 if config.dtype == "float32" else 5e-2


def names(letter, depth):
    """Return W1, W2, ... for the letter W."""
    return tuple(f"{letter}{l}" for l in range(1, depth + 1))


def WRT(config):
    """All weights and biases; x is data."""
    return names("W", config.depth) + names("b", config.depth)


def flops(config):
    """Return FLOPs of the matrix products: {"forward": ..., "backward": ...}."""
    product, L = 2 * config.N * config.D**2, config.depth
    return {"forward": L * product, "backward": (2 * L - 1) * product}


def problem(config):
    """Compulsory: x and every W read twice, dy; y, dW, db written; h's kept."""
    N, D, L = config.N, config.D, config.depth
    numbers = N * D * (4 + 2 * (L - 1)) + D * D * (3 * L - 1) + 2 * D * L
    size = getattr(torch, config.dtype).itemsize
    return {"bytes_min": size * numbers, "flops": sum(flops(config).values())}


def inputs(config, device):
    """Random rows, weights that keep their scale, biases, and a dense upstream dy."""
    generator = torch.Generator(device=device).manual_seed(config.seed)
    N, D, L = config.N, config.D, config.depth
    dtype = getattr(torch, config.dtype)

    def draw(*shape, scale=1.0):
        values = torch.randn(*shape, generator=generator, device=device)
        return values.mul_(scale).to(dtype)

    found = {"x": draw(N, D), "dy": draw(N, D)}
    found |= {name: draw(D, D, scale=D**-0.5) for name in names("W", L)}
    return found | {name: draw(D, scale=0.1) for name in names("b", L)}


def layers(parameters):
    """Return [(W1, b1), ..., (WL, bL)] from {"W1": ..., "b1": ...}."""
    depth = len(parameters) // 2
    pairs = zip(names("W", depth), names("b", depth), strict=True)
    return [(parameters[W], parameters[b]) for W, b in pairs]


def network(hidden, last):
    """Return the forward of the network made of hidden(h, W, b) and last(h, W, b)."""

    def forward(x, **parameters):
        *below, top = layers(parameters)
        h = x
        for W, b in below:
            h = hidden(h, W, b)
        return last(h, *top)

    return forward


def affine(h, W, b):
    """z = h W + b as written: two operations."""
    return h @ W + b


def linear(h, W, b):
    """The same as nn.Linear computes it: product and bias in one operation."""
    return F.linear(h, W.T, b)


class AffineTanh(torch.autograd.Function):
    """One hidden layer, derived: a node of its own, freed when its turn is over."""

    @staticmethod
    def forward(ctx, h_below, W, b):
        """h = tanh(h_below W + b), written over z."""
        h = torch.addmm(b, h_below, W).tanh_()
        ctx.save_for_backward(h_below, W, h)
        return h

    @staticmethod
    def backward(ctx, dh):
        """dz = dh * (1 - h^2), written over h: nothing else needs h any more."""
        h_below, W, h = ctx.saved_tensors
        dz = torch.addcmul(dh, dh, h.square_(), value=-1, out=h)
        needed = ctx.needs_input_grad[0]  # data needs no gradient
        return dz @ W.T if needed else None, h_below.T @ dz, dz.sum(dim=0)


class OneNode(torch.autograd.Function):
    """The delta recursion in one node, written over the h's; freed only at its end."""

    @staticmethod
    def forward(ctx, x, *parameters):
        """h_l = tanh(z_l) written over z_l; saved: x, the h's, the W's."""
        Ws, bs, hs = parameters[::2], parameters[1::2], [x]
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            hs.append(torch.addmm(b, hs[-1], W).tanh_())
        ctx.save_for_backward(*hs, *Ws)
        return torch.addmm(bs[-1], hs[-1], Ws[-1])

    @staticmethod
    def backward(ctx, dy):
        """dz_(l-1) = (dz_l W_l^T) * (1 - h_(l-1)^2), from the last layer down."""
        saved, gradients = ctx.saved_tensors, []
        hs, Ws = saved[: len(saved) // 2], saved[len(saved) // 2 :]
        dz, free = dy, torch.empty_like(dy)
        for h, W in zip(hs[:0:-1], Ws[:0:-1], strict=True):
            gradients += [dz.sum(dim=0), h.T @ dz]
            dh = torch.mm(dz, W.T, out=free)
            dz, free = dh.addcmul_(dh, h.square_(), value=-1), h
        gradients += [dz.sum(dim=0), hs[0].T @ dz]
        return None, *gradients[::-1]


def one_node(x, **parameters):
    """The whole network as one node of the graph."""
    return OneNode.apply(x, *(p for pair in layers(parameters) for p in pair))


naive = network(lambda h, W, b: torch.tanh(affine(h, W, b)), affine)
builtin = network(lambda h, W, b: torch.tanh(linear(h, W, b)), linear)
derived = network(AffineTanh.apply, linear)
reference = naive  # run in float64 and differentiated by autograd


def variants(config, device):
    """Return the ladder, and the forward pass alone; on a GPU also compiled."""
    ladder = {"naive": naive, "derived": derived, "one-node": one_node}
    ladder["builtin"] = builtin
    if device.type == "cuda":
        ladder["compiled"] = torch.compile(naive)
    return ladder | {"forward": builtin}
