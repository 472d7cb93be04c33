"""Which device to use, and what it is called in a record."""

import os
import pathlib
import platform
import re
import subprocess
import sys

import numpy as np
import torch

from gradbook.lab.errors import DeviceError

ORDER = ("cuda", "mps", "cpu")
VARIABLE = "GRADBOOK_DEVICE"


def available():
    """Return the kinds of device that torch can use here, the fastest first."""
    here = {"cuda": torch.cuda.is_available(), "cpu": True}
    here["mps"] = torch.backends.mps.is_available()
    return tuple(kind for kind in ORDER if here[kind])


def device(choice=None):
    """Choose a device: the argument, else GRADBOOK_DEVICE, else cuda > mps > cpu.

    Raises
    ------
    DeviceError
        If the device asked for is unknown or not on this machine.
    """
    here = available()
    argument, wanted = "device", choice
    if wanted is None:
        argument, wanted = VARIABLE, os.environ.get(VARIABLE) or here[0]
    kind = str(wanted)
    if kind not in here:
        raise DeviceError(
            f"{argument}: expected one of {', '.join(here)} (what this machine has),"
            f" got {kind!r}"
        )
    return torch.device(kind)


def synchronize(device):
    """Wait until the device has finished what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize()
    elif device.type == "mps":
        torch.mps.synchronize()


def describe(device):
    """Return the hardware and software that a record names."""
    return {
        "hardware": {
            "accelerator": _accelerator(device),
            "driver": _driver() if device.type == "cuda" else None,
            "cpu": _cpu(),
            "cores": os.cpu_count(),
        },
        "software": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "triton": _triton(),
            "cuda": torch.version.cuda,
            "numpy": np.__version__,
        },
    }


def slug(accelerator):
    """Return the folder name of an accelerator: 'NVIDIA H200' -> 'nvidia-h200'."""
    return re.sub(r"[^a-z0-9]+", "-", accelerator.lower()).strip("-")


def _accelerator(device):
    """The name of what computes: 'cpu', 'Apple M3 GPU', or the card's own name."""
    if device.type == "cuda":
        return torch.cuda.get_device_name()
    return "cpu" if device.type == "cpu" else f"{_cpu()} GPU"


def _cpu():
    """The processor's name, as the system tells it."""
    if sys.platform == "darwin":
        return _ask("sysctl", "-n", "machdep.cpu.brand_string") or "Apple"
    info = pathlib.Path("/proc/cpuinfo")
    text = info.read_text() if info.exists() else ""
    name = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return name.group(1) if name else platform.processor() or platform.machine()


def _driver():
    """The NVIDIA driver's version, or None when the system does not tell."""
    lines = _ask("nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader")
    return lines.splitlines()[0].strip() if lines else None


def _triton():
    """Triton's version, or None where it is not installed."""
    try:
        import triton
    except ImportError:
        return None
    return triton.__version__


def _ask(*command):
    """The text that a command prints, or None when it cannot be run."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
