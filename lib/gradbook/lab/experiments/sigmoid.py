"""Sigmoid: what does y(1 - y) buy over differentiating 1 / (1 + exp(-x))?

Accesses to memory per entry, forward + backward, counted operation by operation:
naive 10 + 14 = 24, saves-x 2 + 10 = 12, derived 2 + 8 = 10, builtin and triton
2 + 3 = 5, which is the floor: read x, write y; read dy and y, write dx.
"""

from dataclasses import dataclass

import torch

from gradbook.lab.prediction import Prediction

try:
    import triton
    import triton.language as tl
except ImportError:
    triton = None

PREDICTION = Prediction(
    statement="One kernel each way with y(1 - y) takes 5 accesses per entry, the naive"
    " composition 24: 4.8 times the time. The derived Function takes 10 and lies"
    " between: its backward is three kernels.",
    ratio=24 / 5,
    source="counted: accesses to memory, operation by operation",
    slower="naive",
    faster="builtin",
)
WRT = ("x",)
LIVE = ("naive", "saves-x", "derived", "builtin")
OPAQUE = ("compiled",)


@dataclass(frozen=True)
class Config:
    """Does saving the output cost less time and memory than the ways around it?"""

    n: int = 2**22  # fixed: far beyond every cache, so memory is the limit
    scale: float = 2.0  # nuisance: spread of the inputs; exp takes the same time
    seed: int = 0  # nuisance
    # scientific: the variant, see variants()

    @classmethod
    def tiny(cls):
        """A second on a CPU."""
        return cls(n=2**12)

    @classmethod
    def live(cls):
        """A chapter's cell: 16 MiB per tensor."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: 1 GiB per tensor."""
        return cls(n=2**28)


def problem(config):
    """Compulsory work: five accesses per entry; about 4 FLOPs each way."""
    return {"bytes_min": 5 * 4 * config.n, "flops": 8 * config.n}


def inputs(config, device):
    """Random x and a dense random upstream gradient, float32."""
    generator = torch.Generator(device=device).manual_seed(config.seed)
    x, dy = (torch.randn(config.n, generator=generator, device=device) for _ in "xy")
    return {"x": config.scale * x, "dy": dy}


def naive(x):
    """The formula as written; autograd does the rest."""
    return 1 / (1 + torch.exp(-x))


def reference(x):
    """The same composition: it is run in float64 and differentiated by autograd."""
    return naive(x)


class SaveOutput(torch.autograd.Function):
    """The derived backward: dx = dy * y * (1 - y) needs the output alone."""

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


class SaveInput(torch.autograd.Function):
    """The same derivative, but from the input: y is computed again."""

    @staticmethod
    def forward(ctx, x):
        """y = sigmoid(x); x is saved."""
        ctx.save_for_backward(x)
        return torch.sigmoid(x)

    @staticmethod
    def backward(ctx, dy):
        """dx = dy * y * (1 - y) with y = sigmoid(x)."""
        (x,) = ctx.saved_tensors
        y = torch.sigmoid(x)
        return (1 - y).mul_(y).mul_(dy)


def block(forward, x):
    """scale -> sigmoid -> scale: the neighbors save what they need, too.

    Alone, a sigmoid that saves its input looks free, for x is the caller's. Inside a
    network its input is nobody else's, and its output is kept by the next layer.
    """
    before, after = (torch.ones(1, device=x.device, requires_grad=True) for _ in "ba")
    return forward(x * before) * after


def variants(config, device):
    """Return the ladder; on a GPU also a Triton pair and the compiled naive version."""
    ladder = {
        "naive": naive,
        "saves-x": SaveInput.apply,
        "derived": SaveOutput.apply,
        "builtin": torch.sigmoid,
    }
    if device.type == "cuda":
        ladder["compiled"] = torch.compile(naive)
    if device.type == "cuda" and triton is not None:
        ladder["triton"] = TritonSigmoid.apply
    return {label: _by_name(forward) for label, forward in ladder.items()}


def _by_name(forward):
    """The forward as a function of the keyword x."""
    return lambda x: forward(x)


if triton is not None:

    @triton.jit
    def _forward_kernel(x_at, y_at, n, BLOCK: tl.constexpr):
        i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
        x = tl.load(x_at + i, mask=i < n)
        tl.store(y_at + i, 1 / (1 + tl.exp(-x)), mask=i < n)

    @triton.jit
    def _backward_kernel(dy_at, y_at, dx_at, n, BLOCK: tl.constexpr):
        i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
        dy = tl.load(dy_at + i, mask=i < n)
        y = tl.load(y_at + i, mask=i < n)
        tl.store(dx_at + i, dy * y * (1 - y), mask=i < n)

    class TritonSigmoid(torch.autograd.Function):
        """The derived formula as one kernel each way: five accesses per entry."""

        @staticmethod
        def forward(ctx, x):
            """y = 1 / (1 + exp(-x)), saved."""
            y = torch.empty_like(x)
            grid = (triton.cdiv(x.numel(), 1024),)
            _forward_kernel[grid](x, y, x.numel(), BLOCK=1024)
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, dy):
            """dx = dy * y * (1 - y)."""
            (y,) = ctx.saved_tensors
            dx, grid = torch.empty_like(y), (triton.cdiv(y.numel(), 1024),)
            _backward_kernel[grid](dy.contiguous(), y, dx, y.numel(), BLOCK=1024)
            return dx
