"""A problem made concrete: variants and inputs on one device, ready to be measured."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from gradbook.lab.errors import LabError, WrongVariant
from gradbook.lab.memory import tensors_in

UPSTREAM = ("dy", "dloss")
PIECE = 2**26  # numbers compared at a time


def split_upstream(inputs):
    """Split inputs into (arguments of the function, upstream gradient or None)."""
    arguments = {name: a for name, a in inputs.items() if name not in UPSTREAM}
    arriving = [a for name, a in inputs.items() if name in UPSTREAM]
    if len(arriving) > 1:
        raise LabError("upstream: expected one of dy, dloss, got both")
    return arguments, arriving[0] if arriving else None


@dataclass(frozen=True)
class Case:
    """Variants of one forward function, and what every one of them must compute.

    Attributes
    ----------
    name : str
    forwards : dict of str to callable
        Label to forward(**inputs without the upstream gradient) -> output.
    inputs : dict of str to Tensor
        Dense random tensors; the upstream gradient is called dy or dloss.
    wrt : tuple of str
        The inputs that get a gradient.
    reference : callable
        Like a forward; run and differentiated by autograd in float64.
    bytes_min, flops : int
        Compulsory work of forward and backward, the same for every variant.
    block : callable, optional
        block(forward, **inputs) puts the variant inside a small network; saved bytes
        are counted there, where neighbors keep what they need too.
    opaque : tuple of str
        Labels of compiled variants: they must not run while torch's operations are
        watched, so their peak is known on CUDA alone.
    forward_only : tuple of str
        Labels that are run without a backward, to be set against a whole step.
    references : dict of str to callable
        For labels that compute something else on purpose: their own reference.
    what : str
        What is measured, in words. Where wrt is empty, a forward is all of it, and
        it may return a tuple of tensors of one shape.
    tol : float, or dict of label to float
        Bound on the relative error (l2 norm) against the reference.
    """

    name: str
    forwards: dict
    inputs: dict
    wrt: tuple
    reference: Callable
    bytes_min: int = 0
    flops: int = 0
    block: Callable | None = None
    opaque: tuple = ()
    forward_only: tuple = ()
    references: dict = field(default_factory=dict)
    what: str = "forward + backward"
    tol: float | dict = 1e-5
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))

    def __post_init__(self):
        upstream = split_upstream(self.inputs)[1]
        if upstream is not None and upstream.numel() > 1:
            _expect_dense(upstream)
        hidden = set(self.opaque) & set(self.forwards)
        if hidden and self.device.type != "cuda":
            got = f"{', '.join(hidden)} on {self.device.type}"
            raise LabError(f"opaque: expected compiled variants on cuda, got {got}")

    def arguments(self, dtype=None):
        """Return the inputs of a forward, those in wrt as leaves with a gradient."""
        arguments, _ = split_upstream(self.inputs)
        fresh = {name: _cast(a.detach(), dtype) for name, a in arguments.items()}
        return {name: a.requires_grad_(name in self.wrt) for name, a in fresh.items()}

    def step(self, label):
        """Return a function without arguments: forward and backward of one variant."""
        arguments, forward = self.arguments(), self.forwards[label]
        if label in self.forward_only or not self.wrt:
            return lambda: (forward(**arguments),)
        upstream = split_upstream(self.inputs)[1]
        return lambda: pull_back(forward, arguments, self.wrt, upstream)

    def forward_in_block(self, label):
        """Return a function without arguments: the forward, where it is used."""
        arguments, forward = self.arguments(), self.forwards[label]
        if self.block is None:
            return lambda: forward(**arguments)
        return lambda: self.block(forward, **arguments)

    def truth(self, label=None):
        """Return (output, gradients) of the reference of a label in float64."""
        reference = self.references.get(label, self.reference)
        upstream = split_upstream(self.inputs)[1]
        arguments = self.arguments(torch.float64)
        if not self.wrt:
            return (reference(**arguments),)
        upstream = None if upstream is None else _cast(upstream, torch.float64)
        return pull_back(reference, arguments, self.wrt, upstream)

    def errors(self):
        """Return {label: error}; a reference that labels share is run once."""
        common, found = self.truth(), {}
        for label in self.forwards:
            own = self.truth(label) if label in self.references else common
            found[label] = self.error(label, own)
        return found

    def error(self, label, truth):
        """Return the largest relative error of a variant, or refuse the variant."""
        names = ("output",) if label in self.forward_only else ("output", *self.wrt)
        if hasattr(self.forwards[label], "restart"):
            self.forwards[label].restart()
        found, truth = self.step(label)(), truth[: len(names)]
        tol = self.tol[label] if isinstance(self.tol, dict) else self.tol
        results = zip(names, found, truth, strict=True)
        worst = 0.0
        for name, got, expected in results:
            what = name if name == "output" else f"d{name}"
            got = torch.stack(got) if isinstance(got, tuple) else got
            if got.shape != expected.shape:
                shapes = f"{tuple(expected.shape)}, got {tuple(got.shape)}"
                raise WrongVariant(f"{label}: {what}: expected shape {shapes}")
            error = relative_error(got, expected)
            if not error < tol:  # "not <" also refuses nan
                raise WrongVariant(
                    f"{label}: {what}: expected the float64 reference within"
                    f" {tol:.0e}, got relative error {error:.1e}"
                )
            worst = max(worst, error)
        return worst


def pull_back(forward, arguments, wrt, upstream):
    """Return (output, *gradients) of one forward and one backward."""
    output = forward(**arguments)
    shape = tuple(output.shape)
    got = None if upstream is None else tuple(upstream.shape)
    if got != shape and not (got is None and output.numel() == 1):
        raise LabError(f"dy: expected the output's shape {shape}, got {got}")
    leaves = [arguments[name] for name in wrt]
    return output, *torch.autograd.grad(output, leaves, upstream)


def relative_error(got, expected):
    """Return the l2 norm of the difference over the l2 norm of what is expected.

    Piece by piece: a whole copy in float64 of billions of numbers would not fit.
    """
    norm = difference = 0.0
    pieces = (tensor.detach().reshape(-1).split(PIECE) for tensor in (got, expected))
    for some, right in zip(*pieces, strict=True):
        some = some.to(right.device).to(right.dtype)
        norm = math.hypot(norm, torch.linalg.vector_norm(right).item())
        off = torch.linalg.vector_norm(some - right).item()
        difference = math.hypot(difference, off)
    return difference / norm if norm else math.inf


def _cast(tensor, dtype):
    """The tensor in another dtype when it holds real numbers; labels stay integers.

    float64 is unknown to MPS, so there it moves to the CPU.
    """
    if dtype is None or not tensor.is_floating_point():
        return tensor
    return (tensor.cpu() if tensor.device.type == "mps" else tensor).to(dtype)


def _expect_dense(upstream):
    """Refuse an upstream gradient that hides a read of memory."""
    if 0 in upstream.stride() or not upstream.any():
        raise LabError(
            "dy: expected a dense random gradient, got one with stride"
            f" {upstream.stride()} and largest entry {upstream.abs().max():.1e}"
        )


def tensors_of(case):
    """Return the case's own tensors: they are alive whatever a variant does."""
    return list(tensors_in(case.inputs))
