"""Bytes, counted exactly: what autograd keeps, and the peak of a step."""

import gc
import tracemalloc
import weakref

import torch

from gradbook.lab.devices import synchronize
from gradbook.lab.errors import Miscount
from gradbook.lab.tracking import (
    StorageTracker,
    TrafficCounter,
    storages,
    tensors_in,
)


class _Kept:
    """Holds one saved tensor for autograd, and dies with the node that saved it."""

    def __init__(self, tensor):
        self.tensor = tensor.detach()  # with its graph, node and box would never die


def saved_storages(forward):
    """Run forward; return its output and {address: bytes} of what autograd saved.

    Only what is still held when forward returns counts, each storage once.
    """
    kept = weakref.WeakSet()

    def pack(tensor):
        box = _Kept(tensor)
        kept.add(box)
        return box

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda box: box.tensor):
        output = forward()
    return output, storages([box.tensor for box in kept])


def saved_bytes(forward, exclude=(), *, audited=True):
    """Count the bytes that autograd keeps from forward to backward.

    Parameters
    ----------
    forward : callable
        Called without arguments; returns the output.
    exclude : iterable of Tensor
        Parameters and data, alive anyway. Leaves that require a gradient are always
        left out: add the data that does not.
    audited : bool
        False leaves out the search for hidden bytes. It watches torch's operations,
        and compiled code would silently run uncompiled under that watch.

    Raises
    ------
    Miscount
        If forward keeps a tensor for backward where the count cannot see it, as an
        attribute of `ctx` or in a closure.
    """
    if audited:
        _refuse_hidden(forward)
    output, saved = saved_storages(forward)
    left_out = storages([*exclude, *_leaves(output)])
    return sum(size for at, size in saved.items() if at not in left_out)


def _refuse_hidden(forward):
    """Raise Miscount when forward leaves bytes alive that no hook was shown."""
    with StorageTracker() as tracker:
        output, saved = saved_storages(forward)
    seen = saved | storages(output)
    if tracker.alive().keys() - seen.keys():
        gc.collect()  # garbage in a cycle is not kept for backward
    hidden = sum(size for at, size in tracker.alive().items() if at not in seen)
    if hidden:
        raise Miscount(
            "saved bytes: expected every kept tensor in ctx.save_for_backward,"
            f" got {hidden} more bytes kept elsewhere"
        )


def _leaves(output):
    """The leaves that the output's graph accumulates gradients into."""
    nodes = [tensor.grad_fn for tensor in tensors_in(output)]
    seen = set()
    while nodes:
        node = nodes.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        nodes += [above for above, _ in node.next_functions]
        if hasattr(node, "variable"):
            yield node.variable


def peak_bytes(step, device="cpu", *, allocator=True):
    """Return the most bytes alive at once during step, beyond those before it.

    Parameters
    ----------
    step : callable
        Called without arguments.
    device : str or torch.device
        "cuda" asks the allocator, "numpy" asks tracemalloc (NumPy arrays plus a
        little Python), every other device follows torch's storages: exact.
    allocator : bool
        False follows torch's storages on CUDA too, so that the count is the same on
        every machine.
    """
    kind = getattr(device, "type", device)
    if kind == "numpy":
        return _peak_numpy(step)
    if kind == "cuda" and allocator:
        return _peak_cuda(step)
    with StorageTracker() as tracker:
        step()
    return tracker.peak


def _peak_numpy(step):
    """The peak that tracemalloc sees: it follows NumPy's array memory."""
    gc.collect()
    tracemalloc.start()
    try:
        step()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _peak_cuda(step):
    """The peak that the CUDA allocator saw, beyond what was allocated before."""
    step()  # workspaces of libraries are allocated once, at the first call
    gc.collect()
    synchronize(torch.device("cuda"))
    before = torch.cuda.memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    step()
    synchronize(torch.device("cuda"))
    return torch.cuda.max_memory_allocated() - before


def traffic_bytes(step):
    """Count the bytes that the operations of step read and write, one by one.

    A time on a large problem follows this number when memory is the limit. Kernels
    that torch does not dispatch (Triton, compiled code) are not seen.
    """
    with TrafficCounter() as counter:
        step()
    return counter.bytes
