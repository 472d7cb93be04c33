"""Times that can be trusted, and the ceilings of the machine they were taken on."""

import statistics
import sys
import time
from dataclasses import dataclass

import numpy as np
import torch

from gradbook.lab.devices import synchronize
from gradbook.lab.errors import LabError

UNSTABLE = 0.10  # spread between rounds beyond which no ratio is printed
DRIFT = 0.05  # ceilings that move by more make a run worthless
REST = 0.1  # seconds; workers of another library stop spinning meanwhile


@dataclass(frozen=True)
class Timing:
    """Times of one variant: median and interquartile range over all rounds, in ms."""

    ms: float
    iqr: tuple
    n: int
    spread: float

    @property
    def stable(self):
        """Whether the rounds agree well enough for a ratio."""
        return self.spread <= UNSTABLE


def summarize(rounds):
    """Return the Timing of a variant from its rounds: arrays of times in ms."""
    low, median, high = np.percentile(np.concatenate(rounds), [25, 50, 75])
    medians = [np.median(times) for times in rounds]
    spread = float(np.ptp(medians) / median)
    n = sum(len(times) for times in rounds)
    return Timing(float(median), (float(low), float(high)), n, spread)


def time_steps(steps, device, *, rounds=3, budget_ms=150):
    """Time functions in interleaved rounds, so that a drift hits all of them alike.

    Parameters
    ----------
    steps : dict of str to callable
    device : torch.device
    rounds : int
        Blocks per function; the spread is between these.
    budget_ms : float
        Length of one block.

    Returns
    -------
    dict of str to Timing
    """
    if rounds < 2:
        raise LabError(f"rounds: expected at least 2, for the spread, got {rounds}")
    blocks = {label: [] for label in steps}
    plan = [label for _ in range(rounds) for label in steps]
    for label in progress(plan, "timing"):
        blocks[label].append(block_ms(steps[label], device, budget_ms))
    return {label: summarize(times) for label, times in blocks.items()}


def block_ms(step, device, budget_ms):
    """Return the times in ms of one block of calls."""
    if device.type == "cuda":
        return np.asarray(_do_bench()(step, rep=budget_ms, return_mode="all"))
    time.sleep(REST)
    step()
    synchronize(device)
    times, end = [], time.perf_counter() + budget_ms / 1e3
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        synchronize(device)
        times.append(time.perf_counter() - start)
    return np.asarray(times) * 1e3


def _do_bench():
    """Triton's timer: events on the device, its cache cleared before every call."""
    try:
        from triton.testing import do_bench
    except ImportError as missing:
        raise LabError(
            "timing on cuda: expected Triton, whose timer clears the card's cache,"
            " got no such package; install triton or set GRADBOOK_DEVICE=cpu"
        ) from missing
    return do_bench


def ceilings(device, *, budget_ms=150):
    """Measure what this machine can do: bytes copied and matrix products per second.

    Returns
    -------
    dict
        GBps (bytes read plus bytes written), TFLOPs, and the dtype of the product:
        bfloat16 on CUDA, float32 elsewhere.
    """
    on_card = device.type == "cuda"
    n, D = (2**28, 8192) if on_card else (2**23, 768)
    dtype = torch.bfloat16 if on_card else torch.float32
    copy = _best_ms(_copy(n, device), device, budget_ms)
    product = _best_ms(_product(D, dtype, device), device, budget_ms)
    return {
        "GBps": 2 * 4 * n / copy / 1e6,
        "TFLOPs": 2 * D**3 / product / 1e9,
        "dtype": str(dtype).removeprefix("torch."),
    }


def _copy(n, device):
    """A copy of n random float32 numbers: 8 n bytes move."""
    source = torch.randn(n, device=device)
    target = torch.empty_like(source)
    return lambda: target.copy_(source)


def _product(D, dtype, device):
    """A product of two random (D, D) matrices: 2 D^3 FLOPs."""
    left, right = (torch.randn(D, D, device=device, dtype=dtype) for _ in range(2))
    return lambda: left @ right


def _best_ms(step, device, budget_ms):
    """The lower quartile of the times: a ceiling is what the machine can do."""
    return float(np.percentile(block_ms(step, device, budget_ms), 25))


def drift(before, after):
    """Return by how much the ceilings moved, relative: the larger of the two."""
    return max(abs(after[key] / before[key] - 1) for key in ("GBps", "TFLOPs"))


def floor_ms(bytes_min, flops, *ceilings):
    """Return the time that bytes over bandwidth, or FLOPs over peak, cannot beat."""
    GBps, TFLOPs = (
        statistics.fmean(c[key] for c in ceilings) for key in ("GBps", "TFLOPs")
    )
    return max(bytes_min / GBps / 1e6, flops / TFLOPs / 1e9)


def progress(items, label):
    """Yield the items with a bar on a terminal, and in silence anywhere else."""
    if not sys.stderr.isatty():
        return items
    try:
        from tqdm import tqdm
    except ImportError:
        return items
    return tqdm(items, desc=label, leave=False, file=sys.stderr)
