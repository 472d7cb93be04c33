"""One call that makes a run repeatable."""

import random

import numpy as np
import torch


def seed_all(seed):
    """Seed Python, NumPy and torch (every device); return a NumPy generator.

    The generator is the one to draw from: its numbers do not depend on what other
    code draws, and they are the same on every machine.
    """
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    return np.random.default_rng(seed)
