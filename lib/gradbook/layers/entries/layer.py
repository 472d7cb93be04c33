"""The row of the LAYERS table."""

from collections.abc import Callable
from typing import NamedTuple


class Layer(NamedTuple):
    """A forward and backward pair, how to try it, and plausible wrong backwards."""

    forward: Callable
    backward: Callable
    sample: Callable  # sample(rng) -> dict of inputs, generic random sizes
    wrt: tuple[str, ...]  # inputs with a gradient, in backward's order
    mutants: dict[str, Callable]  # what is wrong -> a backward of the same signature
    torch: str  # PyTorch's own, an expression in the names of the inputs
    derivations: tuple[str, ...] = ()  # ids of those whose formula it computes
