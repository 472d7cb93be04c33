"""Linear layer + cross-entropy: what does never storing all the logits buy?

z = x W has N x K entries, far more than x or W. The loss needs them row by row, and so
does the gradient: dz = (p - y) / N, dx = dz W^T, dW = x^T dz. A chunk of rows is
finished before the next begins, all in the forward pass.

Numbers alive at the peak, besides x and W: naive 3 N K (log p, dlog p, dz); derived
2 c K + N D + D K (a chunk of c rows as z and as log p; dx and dW). FLOPs: 6 N D K for
both, three products. What is not a product: naive touches each logit 6 times; derived
4 times, and dW twice per chunk: few rows in a chunk cost time.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional as F

from gradbook.lab.experiments import _cross_entropy
from gradbook.lab.experiments._cross_entropy import composed, in_pieces
from gradbook.lab.prediction import Prediction

PREDICTION = Prediction(
    statement="Both take three matrix products of 2 N D K FLOPs, which fill the time:"
    " the chunked head takes as long, and holds two chunks of logits and the gradients"
    " instead of three times all logits. Chunks of an eighth add each a read and a"
    " write of dW and lose. Published at the full size, in kernels that go further: 28"
    " GB for the head become 1 GB (Cut Your Losses in Large-Vocabulary Language Models,"
    " arXiv 2411.09009, A100).",
    ratio=1.0,
    source="counted: FLOPs of the matrix products",
    slower="naive",
    faster="derived",
)
PARTS = (_cross_entropy,)
WRT = ("x", "W")
LIVE = ("naive", "one-chunk", "derived", "small-chunks")
OPAQUE = ("compiled",)


@dataclass(frozen=True)
class Config:
    """Does a head that never stores all logits lose time, and how much memory?"""

    N: int = 512  # fixed: rows, the tokens of a language model
    D: int = 128  # fixed: width
    K: int = 8192  # fixed: classes
    chunk: int = 64  # scientific: rows at a time; small-chunks takes an eighth
    dtype: str = "float32"  # fixed
    seed: int = 0  # nuisance
    # scientific, too: the variant, see variants()

    @classmethod
    def tiny(cls):
        """A second on a CPU."""
        return cls(N=48, D=16, K=500, chunk=16)

    @classmethod
    def live(cls):
        """A chapter's cell: 16 MiB of logits."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: the head of Gemma 2 (2B), 3.9 GiB of logits."""
        return cls(N=8192, D=2304, K=256000, chunk=1024, dtype="bfloat16")


def TOL(config):
    """Rounding of bfloat16 alone is 0.4%, and dW is added up chunk by chunk."""
    return 1e-5 if config.dtype == "float32" else 2e-2


def problem(config):
    """Compulsory work: read x and W, write their gradients; three matrix products."""
    N, D, K = config.N, config.D, config.K
    size = getattr(torch, config.dtype).itemsize
    return {"bytes_min": 2 * size * (N * D + D * K), "flops": 6 * N * D * K}


def inputs(config, device):
    """Random rows and weights whose logits spread by 4, classes, upstream gradient."""
    generator = torch.Generator(device=device).manual_seed(config.seed)
    how = {"generator": generator, "device": device}
    x = torch.randn(config.N, config.D, **how)
    W = torch.randn(config.D, config.K, **how).mul_(4 / config.D**0.5)
    targets = torch.randint(config.K, (config.N,), **how)
    dloss, dtype = torch.rand((), **how).add_(0.5), getattr(torch, config.dtype)
    real = {"x": x.to(dtype), "W": W.to(dtype), "dloss": dloss.to(dtype)}
    return real | {"targets": targets}


def naive(x, W, targets):
    """All logits, then the builtin."""
    return F.cross_entropy(x @ W, targets)


def reference(x, W, targets):
    """The formula as written, run in float64 and differentiated by autograd."""
    return in_pieces(lambda some, classes: composed(some @ W, classes), x, targets)


def log_softmax_then_gradient(z, targets):
    """Return (losses, p - y), composed of torch's operations."""
    log_p, column = F.log_softmax(z, dim=1), targets[:, None]
    losses = -log_p.gather(1, column)
    minus_y = torch.full_like(column, -1, dtype=z.dtype)
    return losses, log_p.exp_().scatter_add_(1, column, minus_y)


def one_kernel(z, targets):
    """Return (losses, p - y) by the Triton kernel, p - y written over the logits."""
    return _cross_entropy.fused(z, targets, out=z), z


class ChunkedHead(torch.autograd.Function):
    """Loss and gradients of a chunk of rows at a time; the logits are never whole."""

    @staticmethod
    def forward(ctx, x, W, targets, chunk, lose):
        """dz = p - y of one chunk serves its rows of dx and is added to dW."""
        dx, dW = torch.empty_like(x), torch.zeros_like(W)
        loss = torch.zeros((), device=x.device)
        for first in range(0, len(x), chunk):
            rows = slice(first, first + chunk)
            losses, dz = lose(x[rows] @ W, targets[rows])
            loss += losses.sum()
            torch.mm(dz, W.T, out=dx[rows])
            dW.addmm_(x[rows].T, dz)
            del losses, dz  # or they would be held while the next chunk is computed
        ctx.save_for_backward(dx, dW)
        return (loss / len(x)).to(x.dtype)

    @staticmethod
    def backward(ctx, dloss):
        """Scale dx and dW where they lie: once, no second time."""
        dx, dW = ctx.saved_tensors
        share = dloss / len(dx)
        return dx.mul_(share), dW.mul_(share), None, None, None


def chunked(chunk, lose=log_softmax_then_gradient):
    """Return the head with chunks of so many rows."""
    return lambda x, W, targets: ChunkedHead.apply(x, W, targets, chunk, lose)


def variants(config, device):
    """Return the ladder; on a GPU also a Triton kernel and the naive one compiled."""
    ladder = {
        "naive": naive,
        "one-chunk": chunked(config.N),
        "derived": chunked(config.chunk),
        "small-chunks": chunked(max(config.chunk // 8, 1)),
    }
    if device.type == "cuda":
        ladder["compiled"] = torch.compile(naive)
    if device.type == "cuda" and _cross_entropy.triton is not None:
        ladder["triton"] = chunked(config.chunk, one_kernel)
    return ladder
