"""GPUs: is "10 to 100 times faster" one number? A matrix product, from small to large.

Three ways to C = A B with n x n matrices in float32, each timed until C is there:

- cpu: the processor alone.
- device: on the device, where A and B lie already. Where there is no GPU the device is
  the processor, and the ratio must come out as 1.
- copied: A and B go from the processor to a GPU, and C comes back.

A product takes 2 n^3 FLOPs and touches 3 n^2 numbers, so there are n/6 FLOPs per byte:
small products wait for the launch, middling ones for memory or the bus, large ones for
arithmetic. The device's times hold launch and synchronization, for a caller waits for
both. TF32 stays off: both sides compute in float32. bfloat16 would be another curve.

n ends at 4096, where a processor needs a good part of a second.
"""

from dataclasses import dataclass

import torch

from gradbook.lab.devices import synchronize
from gradbook.lab.prediction import Prediction

CPU_FLOPS = 8 * 64 * 2.6e9  # 8 cores, 64 FLOPs a cycle (AVX-512), 2.6 GHz
GPU_FLOPS = 67e12  # NVIDIA's data sheet of the H100 SXM, FP32
LAUNCH = 10e-6  # seconds, to start a kernel and to hear that it has ended
PRODUCT = 2 * 1024**3
PREDICTION = Prediction(
    statement="At n = 1024 a server's GPU takes a fortieth of the processor's time; at"
    " n = 16 the launch alone costs more than the processor's whole product. There is a"
    " curve with a crossover, and no factor.",
    ratio=(PRODUCT / CPU_FLOPS) / (PRODUCT / GPU_FLOPS + LAUNCH),
    source="counted: FLOPs over the peaks of 8 cores and of an H100, plus one launch",
    slower="cpu 1024",
    faster="device 1024",
)
WRT = ()
WHAT = "one matrix product"
SIZES = (16, 64, 256, 1024, 4096)
LIVE = tuple(f"{place} {n}" for n in SIZES[:4] for place in ("cpu", "device"))


@dataclass(frozen=True)
class Config:
    """From which size on does a GPU pay, and by how much?"""

    largest: int = 1024  # scientific: n goes through SIZES up to here
    seed: int = 0  # nuisance

    @classmethod
    def tiny(cls):
        """A second on a CPU."""
        return cls()

    @classmethod
    def live(cls):
        """A chapter's cell: at most 2 GFLOPs a product."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: up to 137 GFLOPs a product."""
        return cls(largest=4096)


def problem(config):
    """The work at n = 1024, of which the prediction speaks."""
    return {"bytes_min": 3 * 4 * 1024**2, "flops": PRODUCT}


def inputs(config, device):
    """Random matrices of the largest size on the processor, and their copies."""
    generator = torch.Generator().manual_seed(config.seed)
    n = config.largest
    A, B = (torch.randn(n, n, generator=generator) for _ in "AB")
    return {"A": A, "B": B, "A_there": A.to(device), "B_there": B.to(device)}


def corner(matrix, n):
    """The first n * n numbers of a larger matrix as n rows: a contiguous view."""
    return matrix.view(-1)[: n * n].view(n, n)


def on_cpu(n, device):
    """Return a forward: the product on the processor."""

    def forward(A, B, A_there, B_there):
        synchronize(device)  # a timer on the device must not start before this
        return corner(A, n) @ corner(B, n)

    return forward


def on_device(n, device):
    """Return a forward: the product on the device, waited for."""

    def forward(A, B, A_there, B_there):
        synchronize(device)
        C = corner(A_there, n) @ corner(B_there, n)
        synchronize(device)
        return C

    return forward


def copied(n, device):
    """Return a forward: there, multiplied, and back."""

    def forward(A, B, A_there, B_there):
        synchronize(device)
        return (corner(A, n).to(device) @ corner(B, n).to(device)).cpu()

    return forward


def variants(config, device):
    """Every size on both; with the way there and back where there is one."""
    places = {"cpu": on_cpu, "device": on_device}
    if device.type != "cpu":
        places["copied"] = copied
    return {
        f"{place} {n}": make(n, device)
        for n in SIZES
        if n <= config.largest
        for place, make in places.items()
    }


def at_size(n):
    """Return the reference at one size; it is run in float64."""
    return lambda A, B, A_there, B_there: corner(A, n) @ corner(B, n)


EVERY = [(p, n) for p in ("cpu", "device", "copied") for n in SIZES]
REFERENCES = {f"{place} {n}": at_size(n) for place, n in EVERY}
FORWARD_ONLY = tuple(f"{place} {n}" for place, n in EVERY if n != 1024)
reference = at_size(min(SIZES))
