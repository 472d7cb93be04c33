"""What retain_graph=True costs: bytes that outlive the backward pass."""

from dataclasses import dataclass

import torch

from gradbook.lab.case import split_upstream
from gradbook.lab.tracking import StorageTracker, storages


@dataclass(frozen=True)
class Retention:
    """A step with the graph freed as it goes, against one that keeps it.

    Attributes
    ----------
    peak_freed, peak_kept : int
        Bytes alive at the peak, beyond those before the step.
    left_freed, left_kept : int
        Bytes still alive after the step, besides the output and the gradients.
    """

    peak_freed: int
    left_freed: int
    peak_kept: int
    left_kept: int


def retain_graph_cost(case, label):
    """Return the Retention of a variant, counted exactly on any device."""
    return Retention(*_step(case, label, False), *_step(case, label, True))


def _step(case, label, retain):
    """Return (peak, left) of one forward and backward, whose results are held."""
    arguments, upstream = case.arguments(), split_upstream(case.inputs)[1]
    leaves = [arguments[name] for name in case.wrt]
    with StorageTracker() as tracker:
        output = case.forwards[label](**arguments)
        results = torch.autograd.grad(output, leaves, upstream, retain_graph=retain)
    own = storages([output, *results])
    left = sum(size for at, size in tracker.alive().items() if at not in own)
    return tracker.peak, left
