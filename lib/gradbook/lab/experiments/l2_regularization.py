"""Weight decay: a term in the loss, coupled in Adam, or apart from it as in AdamW.

One step of the optimizer is measured; the gradient of the data loss is there already.
Accesses to memory per weight, counted operation by operation from torch's own lines:
Adam as a loop takes 3 (m) + 2 + 3 (v) + 2 + 2 + 2 (the denominator) + 4 (w) = 18.
Decoupled decay adds 2 (w shrinks), coupled decay 3 (the sum with g), a term in the loss
2 + 1 (w * w and its sum) + 2 + 2 + 3 (backward, for both factors) + 3 (the sum with g)
= 13. The fused kernel takes 7, the floor: read w, g, m, v, write w, m, v.
"""

from dataclasses import dataclass

import torch

from gradbook.lab.prediction import Prediction

PREDICTION = Prediction(
    statement="AdamW as one fused kernel takes 7 accesses to memory per weight, as a"
    " loop of operations 20: 2.9 times the time when memory is the limit, more when"
    " launches are. Of the 20 the decay takes 2; coupled it takes 3, as a term in the"
    " loss 13, and saves nothing but the weights, which are there anyway.",
    ratio=20 / 7,
    source="counted: accesses to memory, operation by operation",
    slower="loop",
    faster="fused",
)
WHAT = "one step"
WRT = ()
LIVE = ("loss term", "coupled", "loop", "foreach", "fused")
LR, LAM, EPS = 0.01, 0.1, 1e-8
TOL = 1e-4  # a sign near 0 may flip in float32; L2 and decay differ by 5e-3


@dataclass(frozen=True)
class Config:
    """What does weight decay cost, and what does one kernel for a whole step save?"""

    count: int = 64  # fixed: tensors of a model
    size: int = 2**16  # fixed: weights in each
    seed: int = 0  # nuisance
    # scientific: the variant, see variants()

    @classmethod
    def tiny(cls):
        """A second on a CPU."""
        return cls(count=4, size=2**10)

    @classmethod
    def live(cls):
        """A chapter's cell: 16 MiB of weights."""
        return cls()

    @classmethod
    def full(cls):
        """A GPU: 1 GiB of weights in tensors of 64 MiB."""
        return cls(count=16, size=2**24)


def problem(config):
    """Compulsory work: seven accesses per weight, about 14 FLOPs."""
    n = config.count * config.size
    return {"bytes_min": 7 * 4 * n, "flops": 14 * n}


def inputs(config, device):
    """Random weights and a random gradient of the data loss, float32."""
    generator = torch.Generator(device=device).manual_seed(config.seed)
    shape = config.count, config.size
    w, g = (torch.randn(shape, generator=generator, device=device) for _ in "wg")
    return {"w": w, "g": g}


def reference(w, g):
    """AdamW's first step: both averages are corrected to g and to its square."""
    return (1 - LR * LAM) * w - LR * g / (g.abs() + EPS)


def coupled_reference(w, g):
    """Adam's first step on the gradient with lambda w added."""
    h = g + LAM * w
    return w - LR * h / (h.abs() + EPS)


REFERENCES = {"loss term": coupled_reference, "coupled": coupled_reference}


class Step:
    """A step of an optimizer over tensors of its own, which it keeps between calls.

    The first call begins at w with an empty state, and so does the first one after
    restart(); it is the one compared with the reference. The loss term adds to the
    gradient on every call.
    """

    def __init__(self, optimizer, lam=0.0, **settings):
        self.make, self.lam = optimizer, lam
        self.settings = {"lr": LR, "eps": EPS} | settings
        self.restart()

    def restart(self):
        """Forget the tensors and the optimizer's state."""
        self.params, self.optimizer = (), None

    def begin(self, w, g):
        """Copy every row into a tensor of its own, as a model has them."""
        if not self.params:
            self.params = tuple(torch.nn.Parameter(row.clone()) for row in w)
            self.optimizer = self.make(self.params, **self.settings)
            for param, row in zip(self.params, g, strict=True):
                param.grad = row.clone()

    def penalties(self):
        """One term of the loss for each tensor: half of lambda times its squares."""
        return tuple(self.lam / 2 * (param * param).sum() for param in self.params)

    def __call__(self, w, g):
        self.begin(w, g)
        if self.lam:
            torch.autograd.backward(self.penalties())
        self.optimizer.step()
        return self.params


def block(forward, w, g):
    """What the loss keeps for backward, before the step is made."""
    forward.begin(w, g)
    return forward.penalties() if forward.lam else forward.params


def variants(config, device):
    """The term and the two decays as loops; then AdamW, many tensors to a kernel."""
    adam, adamw = torch.optim.Adam, torch.optim.AdamW
    loop = {"foreach": False, "fused": False}
    return {
        "loss term": Step(adam, LAM, **loop),
        "coupled": Step(adam, weight_decay=LAM, **loop),
        "loop": Step(adamw, weight_decay=LAM, **loop),
        "foreach": Step(adamw, weight_decay=LAM, foreach=True),
        "fused": Step(adamw, weight_decay=LAM, fused=True),
    }
