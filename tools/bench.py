"""Time the NumPy layers against PyTorch on this CPU: forward plus backward, float32.

    make bench                          one thread each
    .venv/bin/python -m tools.bench     as many threads as the libraries take

The ratio is NumPy's time over PyTorch's, within one round, so that a slow spell of the
machine hits both; a block counts with its lower quartile, for other programs only add.
Shown are the middle half of the rounds' ratios and their median. Where the middle half
is wider than 10 % the machine was not quiet: "unstable", and no median.
"""

import argparse
import platform
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from torch.nn import functional as F

from gradbook.lab.case import pull_back
from gradbook.lab.timing import UNSTABLE, block_ms, progress
from gradbook.layers import LAYERS

CPU = torch.device("cpu")


def problems(rng):
    """Return name -> (layer, inputs, PyTorch's function), at sizes worth timing."""
    logits, classes = _normal(rng, 4096, 1000), rng.integers(0, 1000, 4096)
    soft = rng.dirichlet(np.ones(1000), 4096).astype(np.float32)
    square = [_normal(rng, 1024, 1024), _normal(rng, 1024, 1024), _normal(rng, 1024)]
    table, indices = _normal(rng, 10_000, 256), rng.integers(0, 10_000, 8192)
    softmax = partial(torch.softmax, dim=-1)
    log_softmax = partial(torch.log_softmax, dim=-1)
    logsumexp = partial(torch.logsumexp, dim=-1)
    big, unit = _normal(rng, 2048, 2048), rng.random((2048, 2048), np.float32)
    loss = F.cross_entropy
    return {
        "cross_entropy 4096 x 1000": ("cross_entropy", [logits, classes], loss),
        "cross_entropy, soft labels": ("cross_entropy", [logits, soft], loss),
        "affine 1024 x 1024 x 1024": ("affine", square, _affine),
        "softmax 4096 x 1000": ("softmax", [logits], softmax),
        "log_softmax 4096 x 1000": ("log_softmax", [logits], log_softmax),
        "logsumexp 4096 x 1000": ("logsumexp", [logits], logsumexp),
        "embedding 8192 of 10000 x 256": ("embedding", [indices, table], F.embedding),
        "mlp 512 x (256, 512, 512, 10)": ("mlp", _mlp_inputs(rng), _mlp),
        "sigmoid 2048 x 2048": ("sigmoid", [big], torch.sigmoid),
        "tanh 2048 x 2048": ("tanh", [big], torch.tanh),
        "softplus 2048 x 2048": ("softplus", [big], F.softplus),
        "binary_cross_entropy 2048 x 2048": (
            "binary_cross_entropy", [big, unit], F.binary_cross_entropy_with_logits,
        ),
    }  # fmt: skip


def _normal(rng, *shape):
    return rng.standard_normal(shape, np.float32)


def _mlp_inputs(rng):
    sizes = (256, 512, 512, 10)
    inputs = [_normal(rng, 512, 256)]
    for D, M in pairwise(sizes):
        inputs += [_normal(rng, D, M) / np.float32(D**0.5), _normal(rng, M)]
    return inputs


def _affine(x, W, b):
    return torch.addmm(b, x, W)


def _mlp(x, W1, b1, W2, b2, W3, b3):
    h = torch.tanh(_affine(x, W1, b1))
    return _affine(torch.tanh(_affine(h, W2, b2)), W3, b3)


def steps_of(layer, inputs, torch_fn, rng):
    """Return both libraries' steps, after comparing their gradients."""
    names = tuple(layer.sample(rng))
    y, _ = layer.forward(*inputs)
    dy = np.asarray(rng.standard_normal(np.shape(y)), np.float32)
    tensors = {
        name: torch.tensor(value, requires_grad=name in layer.wrt)
        for name, value in zip(names, inputs, strict=True)
    }
    upstream = torch.tensor(dy)

    def by_numpy():
        _, cache = layer.forward(*inputs)
        return layer.backward(dy, cache)

    def by_torch():
        return pull_back(
            lambda **named: torch_fn(*named.values()), tensors, layer.wrt, upstream
        )

    _expect_same(by_numpy(), by_torch()[1:])
    return by_numpy, by_torch


def _expect_same(mine, theirs):
    """Raise unless the gradients agree to a few float32 roundings."""
    mine = mine if isinstance(mine, tuple) else (mine,)
    for gradient, other in zip(mine, theirs, strict=True):
        reference = other.numpy()
        error = np.abs(gradient - reference).max() / np.abs(reference).max()
        if not error < 1e-4:
            raise ValueError(f"gradients: expected PyTorch's, relative error {error}")


def measure(steps, rounds, budget_ms):
    """Return each library's times in ms, one per round, the rounds interleaved."""
    times = [
        [np.percentile(block_ms(step, CPU, budget_ms), 25) for step in steps]
        for _ in range(rounds)
    ]
    return np.array(times).T  # (2, rounds)


def row(name, by_numpy, by_torch):
    """Write one line of the table."""
    low, ratio, high = np.percentile(by_numpy / by_torch, [25, 50, 75])
    steady = high - low <= UNSTABLE * ratio
    verdict = f"{ratio:4.2f}" if steady else "unstable"
    times = f"{np.median(by_numpy):8.2f} {np.median(by_torch):8.2f}"
    return f"{name:33} {times}   {low:4.2f} to {high:4.2f}  {verdict}"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="tools.bench", description=__doc__)
    parser.add_argument("only", nargs="*", help="layers, as cross_entropy affine")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--budget-ms", type=float, default=150)
    options = parser.parse_args(arguments)
    rng = np.random.default_rng(0)
    threads = f"{torch.get_num_threads()} thread(s)"
    versions = f"NumPy {np.__version__}, PyTorch {torch.__version__}"
    print(f"{versions}, {threads}, {platform.machine()}")
    print(f"{'':33} {'NumPy ms':>8} {'torch ms':>8}   {'ratio: middle half, median'}")
    chosen = [
        (name, problem)
        for name, problem in problems(rng).items()
        if not options.only or problem[0] in options.only
    ]
    for name, (layer, inputs, torch_fn) in progress(chosen, "timing"):
        steps = steps_of(LAYERS[layer], inputs, torch_fn, rng)
        print(row(name, *measure(steps, options.rounds, options.budget_ms)), flush=True)


if __name__ == "__main__":
    main()
