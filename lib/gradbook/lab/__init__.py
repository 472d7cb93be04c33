"""The measuring room: devices, seeds, exact bytes, honest times, recorded runs."""

from gradbook.lab.case import Case
from gradbook.lab.columns import autograd
from gradbook.lab.depth import gradient_by_depth
from gradbook.lab.devices import describe, device
from gradbook.lab.errors import (
    DeviceError,
    LabError,
    Miscount,
    RecordError,
    WrongVariant,
)
from gradbook.lab.flops import count_flops
from gradbook.lab.measuring import measure
from gradbook.lab.memory import peak_bytes, saved_bytes, traffic_bytes
from gradbook.lab.prediction import Prediction
from gradbook.lab.registry import experiment, names
from gradbook.lab.retention import retain_graph_cost
from gradbook.lab.seeds import seed_all
from gradbook.lab.timing import ceilings

__all__ = [
    "Case",
    "DeviceError",
    "LabError",
    "Miscount",
    "Prediction",
    "RecordError",
    "WrongVariant",
    "autograd",
    "ceilings",
    "count_flops",
    "describe",
    "device",
    "experiment",
    "gradient_by_depth",
    "measure",
    "names",
    "peak_bytes",
    "retain_graph_cost",
    "saved_bytes",
    "seed_all",
    "traffic_bytes",
]
