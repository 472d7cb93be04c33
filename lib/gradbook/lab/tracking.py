"""Watch torch's operations one by one: storages they create, bytes they move."""

import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter


def tensors_in(tree):
    """Yield the tensors in nested lists, tuples and dicts."""
    return (leaf for leaf in tree_iter(tree) if isinstance(leaf, torch.Tensor))


def storages(tree):
    """Return {address: bytes} of the storages under the tensors: views count once."""
    blocks = (tensor.untyped_storage() for tensor in tensors_in(tree))
    return {block._cdata: block.nbytes() for block in blocks}


class StorageTracker(TorchDispatchMode):
    """Follow every storage that torch operations create, on any device.

    Storages that existed before are not counted, a view shares its storage, and an
    in-place operation creates none. What a kernel uses inside itself is not seen.
    The weak reference keeps a storage's address from being used again, so a freed
    block can never be taken for a new one.

    Attributes
    ----------
    peak : int
        The most bytes alive at the end of any operation.
    """

    def __init__(self):
        super().__init__()
        self.peak = 0
        self._created = {}  # address -> (weak reference, bytes)
        self._before = {}  # storages that existed before: weak references only

    def alive(self):
        """Return {address: bytes} of the created storages that are still alive."""
        for address, (block, _) in list(self._created.items()):
            if block.expired():
                del self._created[address]
        return {address: size for address, (_, size) in self._created.items()}

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        for tensor in tensors_in((args, kwargs)):
            block = tensor.untyped_storage()
            if block._cdata not in self._created:
                self._before.setdefault(block._cdata, StorageWeakRef(block))
        result = function(*args, **kwargs)
        for tensor in tensors_in(result):
            block = tensor.untyped_storage()
            if block._cdata not in self._before:
                self._created[block._cdata] = StorageWeakRef(block), block.nbytes()
        self.peak = max(self.peak, sum(self.alive().values()))
        return result


class TrafficCounter(TorchDispatchMode):
    """Add up the bytes that every operation reads and writes.

    An operation reads each of its tensors once and writes each result once; one that
    returns nothing writes the arguments it declares. A view moves nothing.

    Attributes
    ----------
    bytes : int
    """

    def __init__(self):
        super().__init__()
        self.bytes = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        result = function(*args, **kwargs)
        if not function.is_view:
            written = (
                result
                if function._schema.returns
                else _written(function._schema, args, kwargs)
            )
            self.bytes += _touched((args, kwargs)) + _touched(written)
        return result


def _written(schema, args, kwargs):
    """The arguments that an operation without a result declares to write.

    torch's fused optimizers declare a write to the gradients, which happens only when
    they are given a scale to divide by.
    """
    given = dict(zip((each.name for each in schema.arguments), args, strict=False))
    given |= kwargs
    kept = {"grads"} if given.get("grad_scale") is None else set()
    return [
        given.get(each.name)
        for each in schema.arguments
        if each.alias_info and each.alias_info.is_write and each.name not in kept
    ]


def _touched(tree):
    """Bytes of the tensors in tree, one tensor per storage: the largest."""
    sizes = {}
    for tensor in tensors_in(tree):
        address = tensor.untyped_storage()._cdata
        held = min(tensor.nbytes, tensor.untyped_storage().nbytes())
        sizes[address] = max(sizes.get(address, 0), held)
    return sum(sizes.values())
