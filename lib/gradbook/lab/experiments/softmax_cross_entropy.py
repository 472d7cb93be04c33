"""Softmax with cross-entropy over the logits: what does p - y buy?

Accesses to memory per logit, forward + backward, counted operation by operation:
naive 8 + 27 = 35, derived 4 + 2 = 6, builtin 2 + 4 = 6, triton 3 + 2 = 5. The floor is
2: read the logits, write their gradient. Matrices of N x K numbers alive at the peak,
besides the logits: naive 6, builtin 3, derived and triton 1.

A gather or scatter touches one number per row and counts as none; the column "moved"
counts whole tensors, hence a little more.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from gradbook.lab.experiments import _cross_entropy
from gradbook.lab.experiments._cross_entropy import composed, in_pieces
from gradbook.lab.prediction import Prediction

PREDICTION = Prediction(
    statement="The naive composition takes 35 accesses per logit and holds 6 matrices"
    " of them; p - y, written in the forward pass and scaled where it lies, takes 6 and"
    " holds 1. F.cross_entropy takes 6 as well and holds 3. Published for one kernel in"
    " float32 at the full size, on an A100: 2.4 times as fast as F.cross_entropy in a"
    " fifth of its memory (Liger-Kernel 0.2.1, benchmark data; arXiv 2410.10989).",
    ratio=35 / 6,
    source="counted: accesses to memory, operation by operation",
    slower="naive",
    faster="derived",
)
PARTS = (_cross_entropy,)
WRT = ("logits",)
LIVE = ("naive", "derived", "builtin")
OPAQUE = ("compiled",)


@dataclass(frozen=True)
class Config:
    """Does a gradient written in the forward pass cost less time and memory?"""

    N: int = 512  # fixed: rows
    K: int = 8192  # fixed: classes; N * K is far beyond every cache
    dtype: str = "float32"  # fixed
    scale: float = 4.0  # nuisance: spread of the logits; some p must be large
    seed: int = 0  # nuisance
    # scientific: the variant, see variants()

    @classmethod
    def tiny(cls):
        """A second on a CPU."""
        return cls(N=16, K=500)

    @classmethod
    def live(cls):
        """A chapter's cell: 16 MiB of logits."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: 4 GiB of logits, a large language model's."""
        return cls(N=16384, K=131072, dtype="bfloat16")


def TOL(config):
    """Rounding of bfloat16 alone is 0.4%, several times over."""
    return 1e-5 if config.dtype == "float32" else 2e-2


def problem(config):
    """Compulsory work: two accesses per logit; about 8 FLOPs."""
    count = config.N * config.K
    size = getattr(torch, config.dtype).itemsize
    return {"bytes_min": 2 * size * count, "flops": 8 * count}


def inputs(config, device):
    """Random logits, class indices and the upstream gradient, a number other than 1."""
    generator = torch.Generator(device=device).manual_seed(config.seed)
    how = {"generator": generator, "device": device}
    logits = torch.randn(config.N, config.K, **how).mul_(config.scale)
    targets = torch.randint(config.K, (config.N,), **how)
    dtype = getattr(torch, config.dtype)
    dloss = torch.rand((), **how).add_(0.5)
    return {"logits": logits.to(dtype), "targets": targets, "dloss": dloss.to(dtype)}


def naive(logits, targets):
    """The formula as written; autograd does the rest, and goes through the shift."""
    return composed(logits, targets).mean()


def reference(logits, targets):
    """The same composition, run in float64 and differentiated by autograd."""
    return in_pieces(composed, logits, targets)


class WriteGradient(torch.autograd.Function):
    """The derived gradient (p - y) / N, written in the forward pass in one buffer."""

    @staticmethod
    def forward(ctx, logits, targets):
        """log p turns into the loss, then into p - y where it lies."""
        log_p, column = F.log_softmax(logits, dim=1), targets[:, None]
        loss = -log_p.gather(1, column).mean()
        minus_y = torch.full_like(column, -1, dtype=logits.dtype)
        ctx.save_for_backward(log_p.exp_().scatter_add_(1, column, minus_y))
        return loss

    @staticmethod
    def backward(ctx, dloss):
        """dlogits = dloss * (p - y) / N in the same buffer: once, no second time."""
        (p_less_y,) = ctx.saved_tensors
        return p_less_y.mul_(dloss / len(p_less_y)), None


class TritonCrossEntropy(WriteGradient):
    """The derived gradient by one kernel: a row is read twice and written once."""

    @staticmethod
    def forward(ctx, logits, targets):
        """The losses and p - y in one launch."""
        p_less_y = torch.empty_like(logits)
        losses = _cross_entropy.fused(logits, targets, out=p_less_y)
        ctx.save_for_backward(p_less_y)
        return losses.mean().to(logits.dtype)


def variants(config, device):
    """Return the ladder; on a GPU also a Triton kernel and the naive one compiled."""
    ladder = {
        "naive": naive,
        "derived": WriteGradient.apply,
        "builtin": F.cross_entropy,
    }
    if device.type == "cuda":
        ladder["compiled"] = torch.compile(naive)
    if device.type == "cuda" and _cross_entropy.triton is not None:
        ladder["triton"] = TritonCrossEntropy.apply
    return {label: _by_name(forward) for label, forward in ladder.items()}


def _by_name(forward):
    """The forward as a function of the keywords logits and targets."""
    return lambda logits, targets: forward(logits, targets)
