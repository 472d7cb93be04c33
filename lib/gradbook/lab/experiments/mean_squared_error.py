"""Mean squared error: what does 2/N (p - t) buy over differentiating ((p - t)²).mean()?

Accesses to memory per entry, forward + backward, counted operation by operation:

- naive: p - t 3, square 2, mean 1; back through the mean 1, through the square
  (e¹, times 2, times what arrives) 2 + 2 + 3. Together 14.
- derived: p - t 3, the norms of the errors 1; back 2. Together 6.
- builtin: one kernel each way seems to take 2 + 3 = 5. But the forward writes the
  squares and reads them again inside, which no counter outside can see: 7.
- triton: read p and t; read p and t again, write dp. Together 5, all there is.

The floor, 3, reads p and t and writes dp, once each. Only who knows dloss before the
loss is known could reach it.
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
    statement="The naive composition takes 14 accesses per entry, the derived Function"
    " 6: 2.3 times the time. Not a byte is saved: each variant keeps one tensor of N"
    " numbers, the errors or the predictions.",
    ratio=14 / 6,
    source="counted: accesses to memory, operation by operation",
    slower="naive",
    faster="derived",
)
WRT = ("predictions",)
LIVE = ("naive", "derived", "builtin")
OPAQUE = ("compiled",)
ROW = 2**12  # n is a multiple of it


@dataclass(frozen=True)
class Config:
    """Does a backward that is one product cost less than the chain rule, step by step?

    The variants are the scientific choice, see variants().
    """

    n: int = 2**22  # fixed: far beyond every cache, so memory is the limit
    scale: float = 2.0  # nuisance: spread of the predictions
    seed: int = 0  # nuisance

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
    """Compulsory work: p and t are read, dp is written; 3 FLOPs, then 2."""
    return {"bytes_min": 3 * 4 * config.n, "flops": 5 * config.n}


def inputs(config, device):
    """Random predictions and targets, and a gradient that is not 1, float32."""
    generator = torch.Generator(device=device).manual_seed(config.seed)
    p, t = (torch.randn(config.n, generator=generator, device=device) for _ in "pt")
    dloss = 1 + torch.rand((), generator=generator, device=device)
    return {"predictions": config.scale * p, "targets": t, "dloss": dloss}


def naive(predictions, targets):
    """The formula as written; autograd does the rest."""
    return ((predictions - targets) ** 2).mean()


def reference(predictions, targets):
    """The same composition: it is run in float64 and differentiated by autograd."""
    return naive(predictions, targets)


class KeepErrors(torch.autograd.Function):
    """The derived backward: dp = 2 dloss / N · (p - t), one pass over the errors."""

    @staticmethod
    def forward(ctx, predictions, targets):
        """loss = e·e / N with the errors e = p - t, saved.

        Added up row by row: one dot product of 2^22 float32 numbers is off by 7e-5.
        """
        errors = predictions - targets
        ctx.save_for_backward(errors)
        norms = torch.linalg.vector_norm(errors.view(-1, ROW), dim=1)
        return torch.dot(norms, norms) / errors.numel()

    @staticmethod
    def backward(ctx, dloss):
        """dp = 2 dloss / N · e; the targets are data."""
        (errors,) = ctx.saved_tensors
        return errors * (2 * dloss / errors.numel()), None


def block(forward, predictions, targets):
    """scale -> loss: inside a network the predictions are nobody else's.

    Alone, a loss that saves its predictions looks free, for they are the caller's.
    """
    before = torch.ones(1, device=predictions.device, requires_grad=True)
    return forward(predictions * before, targets)


def variants(config, device):
    """Return the ladder; on a GPU also a Triton pair and the compiled naive version."""
    ladder = {
        "naive": naive,
        "derived": KeepErrors.apply,
        "builtin": torch.nn.functional.mse_loss,
    }
    if device.type == "cuda":
        ladder["compiled"] = torch.compile(naive)
    if device.type == "cuda" and triton is not None:
        ladder["triton"] = TritonSquaredError.apply
    return {label: _by_name(forward) for label, forward in ladder.items()}


def _by_name(forward):
    """The forward as a function of the keywords predictions and targets."""
    return lambda predictions, targets: forward(predictions, targets)


if triton is not None:

    @triton.jit
    def _forward_kernel(p_at, t_at, sums_at, n, BLOCK: tl.constexpr):
        i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
        p = tl.load(p_at + i, mask=i < n, other=0.0)
        e = p - tl.load(t_at + i, mask=i < n, other=0.0)
        tl.store(sums_at + tl.program_id(0), tl.sum(e * e, axis=0))

    @triton.jit
    def _backward_kernel(p_at, t_at, dloss_at, dp_at, n, BLOCK: tl.constexpr):
        i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
        p = tl.load(p_at + i, mask=i < n)
        e = p - tl.load(t_at + i, mask=i < n)
        tl.store(dp_at + i, 2 * tl.load(dloss_at) / n * e, mask=i < n)

    class TritonSquaredError(torch.autograd.Function):
        """One kernel each way, and no array of errors: five accesses per entry."""

        @staticmethod
        def forward(ctx, predictions, targets):
            """Add the squares block by block; save the two inputs."""
            n, grid = predictions.numel(), (triton.cdiv(predictions.numel(), 4096),)
            sums = predictions.new_empty(grid[0])
            _forward_kernel[grid](predictions, targets, sums, n, BLOCK=4096)
            ctx.save_for_backward(predictions, targets)
            return sums.sum() / n

        @staticmethod
        def backward(ctx, dloss):
            """dp = 2 dloss / N · (p - t), with the errors taken again."""
            p, t = ctx.saved_tensors
            dp, grid = torch.empty_like(p), (triton.cdiv(p.numel(), 4096),)
            _backward_kernel[grid](p, t, dloss, dp, p.numel(), BLOCK=4096)
            return dp, None
