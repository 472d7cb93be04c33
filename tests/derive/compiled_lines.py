"""What the compared lines are made of: a line, its inputs, and its loss in PyTorch."""

from typing import NamedTuple

import torch

from gradbook.derive.context import Context, Definition
from gradbook.derive.language import dims, elementwise, index, tensor, var

N, M, D, E, K, T, W = dims("N M D E K T W")
a, b = index("a b", N)
c, e = index("c e", M)
u, v = index("u v", D)
o = index("o", E)
i, j, k = index("i j k", K)
phi, dphi = elementwise("phi")
X, A, B, G, Y = (
    tensor("X", N, D), tensor("A", D, M), tensor("B", M, E), tensor("G", N, E),
    tensor("Y", N, M),
)  # fmt: skip
Q, Ks, V = tensor("Q", N, D), tensor("Ks", M, D), tensor("V", M, E)
x, eps, gamma, lam = var("x"), var("epsilon", 0), var("gamma"), var("lambda", 0)


class Line(NamedTuple):
    """A line, and the loss of the same inputs, differentiated by the named one."""

    expression: object
    definitions: tuple
    parameters: tuple
    free: tuple
    loss: object
    by: int

    @property
    def context(self):
        return Context({d.symbol.name: d for d in self.definitions}, ())


def define(symbol, indices, body):
    return Definition(symbol, indices, body)


def smooth(x):
    """An activation for the tests; its derivative is cos."""
    return torch.sin(x)
