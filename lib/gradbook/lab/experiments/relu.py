"""ReLU: which trace of the input must be kept, and what does it cost inside an MLP?

Bytes of memory moved per entry, forward + backward, counted operation by operation in
float32: saves-x and derived 8 + 14 = 22, naive 14 + 9 = 23, builtin 8 + 12 = 20, bits
16 1/8 + 12 1/8 = 28 1/4. The floor: read x, write y and one bit; read dy and the bit,
write dx: 16 1/4. A pair of kernels that packs its bits on the way reaches it.
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
    statement="Backward needs one bit per entry, a 32nd of the output. In an MLP these"
    " bits come on top: the next layer keeps the output anyway, so that saving it is"
    " free. Packed by torch's own operations they also move 28 1/4 bytes per entry,"
    " where the builtin moves 20: 1.4 times the time.",
    ratio=28.25 / 20,
    source="counted: bytes moved, operation by operation",
    slower="bits",
    faster="builtin",
)
WRT = ("x",)
LIVE = ("naive", "saves-x", "bits", "derived", "builtin")
OPAQUE = ("compiled",)


@dataclass(frozen=True)
class Config:
    """What does ReLU keep for backward, between two layers of an MLP?"""

    rows: int = 2**14  # fixed: with the width, far beyond every cache
    width: int = 256  # fixed: of the layers around it; a multiple of 8
    seed: int = 0  # nuisance
    # scientific: the variant, see variants()

    @classmethod
    def tiny(cls):
        """A second on a CPU."""
        return cls(rows=2**6, width=2**6)

    @classmethod
    def live(cls):
        """A chapter's cell: 16 MiB per tensor."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: 1 GiB per tensor."""
        return cls(rows=2**20)


def problem(config):
    """Compulsory work: four accesses and two bits per entry; a choice each way."""
    n = config.rows * config.width
    return {"bytes_min": 16 * n + 2 * n // 8, "flops": 2 * n}


def inputs(config, device):
    """Random x and a dense random upstream gradient, float32."""
    generator = torch.Generator(device=device).manual_seed(config.seed)
    shape = config.rows, config.width
    x, dy = (torch.randn(shape, generator=generator, device=device) for _ in "xy")
    return {"x": x, "dy": dy}


def naive(x):
    """x times its mask; autograd keeps the mask, a byte per entry."""
    return x * (x > 0)


reference = naive  # it is run in float64 and differentiated by autograd


class SaveOutput(torch.autograd.Function):
    """The derived backward: dx = dy where y > 0 needs the output alone."""

    @staticmethod
    def forward(ctx, x):
        """y = max(x, 0), saved."""
        y = torch.relu(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dy):
        """dx = dy where y > 0, else 0."""
        (y,) = ctx.saved_tensors
        return torch.where(y > 0, dy, 0)


class SaveInput(torch.autograd.Function):
    """The same, with the sign of the input."""

    @staticmethod
    def forward(ctx, x):
        """y = max(x, 0); x is saved."""
        ctx.save_for_backward(x)
        return torch.relu(x)

    @staticmethod
    def backward(ctx, dy):
        """dx = dy where x > 0, else 0."""
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, dy, 0)


class SaveBits(torch.autograd.Function):
    """The same, with one bit per entry: eight in a byte."""

    @staticmethod
    def forward(ctx, x):
        """y = max(x, 0); the mask x > 0 is packed and saved."""
        lane = torch.arange(8, dtype=torch.uint8, device=x.device)
        mask = (x > 0).view(torch.uint8).view(-1, 8)
        ctx.save_for_backward((mask << lane).sum(-1, dtype=torch.uint8))
        return torch.relu(x)

    @staticmethod
    def backward(ctx, dy):
        """dx = dy where the bit is set, else 0."""
        (bits,) = ctx.saved_tensors
        bit = 1 << torch.arange(8, dtype=torch.uint8, device=dy.device)
        return torch.where(((bits[:, None] & bit) != 0).view(dy.shape), dy, 0)


def block(forward, x):
    """linear -> ReLU -> linear: the second layer keeps its input for dW."""
    W1, W2 = (torch.eye(x.shape[1], device=x.device) for _ in "12")
    return forward(x @ W1.requires_grad_()) @ W2.requires_grad_()


def variants(config, device):
    """Return the ladder; on a GPU also a Triton pair and the compiled naive version."""
    ladder = {
        "naive": naive,
        "saves-x": SaveInput.apply,
        "bits": SaveBits.apply,
        "derived": SaveOutput.apply,
        "builtin": torch.relu,
    }
    if device.type == "cuda":
        ladder["compiled"] = torch.compile(naive)
    if device.type == "cuda" and triton is not None:
        ladder["triton"] = TritonBits.apply
    return {label: _by_name(forward) for label, forward in ladder.items()}


def _by_name(forward):
    """The forward as a function of the keyword x."""
    return lambda x: forward(x)


if triton is not None:

    @triton.jit
    def _forward_kernel(x_at, y_at, bits_at, n, BYTES: tl.constexpr):
        byte, lane = tl.program_id(0) * BYTES + tl.arange(0, BYTES), tl.arange(0, 8)
        i = byte[:, None] * 8 + lane[None, :]
        x = tl.load(x_at + i, mask=i < n, other=0)
        tl.store(y_at + i, tl.where(x > 0, x, 0), mask=i < n)
        bits = tl.sum((x > 0).to(tl.int32) << lane[None, :], axis=1).to(tl.uint8)
        tl.store(bits_at + byte, bits, mask=byte * 8 < n)

    @triton.jit
    def _backward_kernel(dy_at, bits_at, dx_at, n, BYTES: tl.constexpr):
        byte, lane = tl.program_id(0) * BYTES + tl.arange(0, BYTES), tl.arange(0, 8)
        i = byte[:, None] * 8 + lane[None, :]
        bits = tl.load(bits_at + byte, mask=byte * 8 < n, other=0).to(tl.int32)
        dy = tl.load(dy_at + i, mask=i < n, other=0)
        on = ((bits[:, None] >> lane[None, :]) & 1) != 0
        tl.store(dx_at + i, tl.where(on, dy, 0), mask=i < n)

    class TritonBits(torch.autograd.Function):
        """One kernel each way that packs or unpacks eight bits to a byte."""

        @staticmethod
        def forward(ctx, x):
            """y = max(x, 0); the bits x > 0 are saved."""
            y, grid = torch.empty_like(x), (triton.cdiv(x.numel(), 2048),)
            bits = x.new_empty(x.numel() // 8, dtype=torch.uint8)
            _forward_kernel[grid](x, y, bits, x.numel(), BYTES=256)
            ctx.save_for_backward(bits)
            return y

        @staticmethod
        def backward(ctx, dy):
            """dx = dy where the bit is set, else 0."""
            (bits,) = ctx.saved_tensors
            dx, grid = torch.empty_like(dy), (triton.cdiv(dy.numel(), 2048),)
            _backward_kernel[grid](dy.contiguous(), bits, dx, dy.numel(), BYTES=256)
            return dx
