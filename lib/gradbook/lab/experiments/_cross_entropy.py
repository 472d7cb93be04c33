"""Parts of the two cross-entropy experiments: a float64 reference, a Triton kernel."""

import torch
from torch.utils.checkpoint import checkpoint

try:
    import triton
    import triton.language as tl
except ImportError:
    triton = None

ROWS = 1024  # rows that the reference handles at a time


def composed(logits, targets):
    """Minus log softmax at the targets, as written, each row shifted by its maximum."""
    shifted = logits - logits.max(dim=1, keepdim=True).values
    e = torch.exp(shifted)
    p = e / e.sum(dim=1, keepdim=True)
    return -torch.log(p.gather(1, targets[:, None]))


def in_pieces(loss_of_rows, rows, targets):
    """The mean of loss_of_rows over all rows, a few at a time, computed again backward.

    In float64 billions of logits and what autograd keeps of them would not fit.
    """
    total = 0.0
    for some, classes in zip(rows.split(ROWS), targets.split(ROWS), strict=True):
        losses = checkpoint(loss_of_rows, some, classes, use_reentrant=False)
        total = total + losses.sum()
    return total / len(rows)


if triton is not None:

    @triton.jit
    def _kernel(z_at, out_at, targets_at, losses_at, K, BLOCK: tl.constexpr):
        """One row: its loss, then p - y. out may be z itself.

        First pass: the running maximum m, and s = sum of exp(z - m). Second pass: p.
        """
        row = tl.program_id(0).to(tl.int64)  # N * K may be beyond 32 bits
        target, k = tl.load(targets_at + row), tl.arange(0, BLOCK)
        m, s, z_target = float("-inf"), 0.0, 0.0
        for first in range(0, K, BLOCK):
            at = first + k
            z = tl.load(z_at + row * K + at, mask=at < K, other=float("-inf"))
            z = z.to(tl.float32)
            higher = tl.maximum(m, tl.max(z, 0))
            s = s * tl.exp(m - higher) + tl.sum(tl.exp(z - higher), 0)
            z_target += tl.sum(tl.where(at == target, z, 0.0), 0)
            m = higher
        # never m + log(s): next to a large m the logarithm would be rounded away
        tl.store(losses_at + row, tl.log(s) - (z_target - m))
        for first in range(0, K, BLOCK):
            at = first + k
            z = tl.load(z_at + row * K + at, mask=at < K, other=float("-inf"))
            p = tl.exp(z.to(tl.float32) - m) / s
            p_less_y = tl.where(at == target, p - 1.0, p)
            tl.store(out_at + row * K + at, p_less_y, mask=at < K)

    def fused(logits, targets, out):
        """Return the losses, float32; write p - y to out, which may be the logits."""
        losses = torch.empty(len(logits), device=logits.device)
        K = logits.shape[1]
        block = min(triton.next_power_of_2(K), 4096)
        _kernel[(len(logits),)](logits, out, targets, losses, K, BLOCK=block)
        return losses
