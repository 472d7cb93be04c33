"""FLOPs of matrix products, counted as the operations run, forward and backward."""

from dataclasses import dataclass

import torch
from torch.utils.flop_counter import FlopCounterMode

from gradbook.lab.case import split_upstream


@dataclass(frozen=True)
class Flops:
    """FLOPs of a forward pass and of its backward pass."""

    forward: int
    backward: int

    @property
    def ratio(self):
        """Backward over forward."""
        return self.backward / self.forward


def count_flops(case, label):
    """Return the Flops of a variant: 2 per multiplication and addition in a product.

    Operations entry by entry are not counted: beside a product of D terms they are
    about one part in D.
    """
    arguments, upstream = case.arguments(), split_upstream(case.inputs)[1]
    forward, backward = (_counter() for _ in "fb")
    with forward:
        output = case.forwards[label](**arguments)
    with backward:
        torch.autograd.grad(output, [arguments[name] for name in case.wrt], upstream)
    return Flops(forward.get_total_flops(), backward.get_total_flops())


def _counter():
    """A silent counter that knows products added in place; torch's own does not."""
    in_place = {torch.ops.aten.addmm_: _product}
    return FlopCounterMode(display=False, custom_mapping=in_place)


def _product(total, left, right, out_shape=None, **options):
    """FLOPs of total += left @ right, from the shapes."""
    return 2 * left[0] * left[1] * right[1]
