"""Wrong update rules, made by changing one line of the right ones: all are refused."""

import ast
import inspect
import textwrap

import pytest

from gradbook import optimizers
from tests.optimizers.test_optimizers import SETTINGS, distance

MISTAKES = {  # rule: what is wrong -> (what stands in its source, what replaces it)
    "sgd": {
        "momentum damped": ("+ (dw +", "+ (1 - momentum) * (dw +"),
        "momentum forgotten": ("momentum * velocity +", "0 * velocity +"),
        "decay's sign": ("dw + weight_decay", "dw - weight_decay"),
        "decay without the velocity": (
            "w - lr * velocity,",
            "w - lr * velocity - lr * weight_decay * w,",
        ),
        "lr inside the velocity twice": ("+ (dw +", "+ lr * (dw +"),
        "ascent": ("w - lr * velocity,", "w + lr * velocity,"),
    },
    "adam": {
        "decay decoupled": ("coupled = dw + float(weight_decay) * w", "coupled = dw"),
        "decay doubled": ("+ float(weight_decay)", "+ 2 * float(weight_decay)"),
        "ascent": ("w - float(lr)", "w + float(lr)"),
    },
    "adamw": {
        "decay coupled": (
            "_adam_direction(w, dw, state",
            "_adam_direction(w, dw + weight_decay * w, state",
        ),
        "decay without lr": (
            "1 - float(lr) * float(weight_decay)", "1 - float(weight_decay)",
        ),
        "decay forgotten": ("shrink * w", "w"),
        "weights grow": ("1 - float(lr) *", "1 + float(lr) *"),
        "the direction shrinks too": (
            "shrink * w - float(lr) * direction",
            "shrink * (w - float(lr) * direction)",
        ),
    },
    "_adam_direction": {
        "first correction dropped": ("m / (1 - beta1**step)", "m"),
        "second correction dropped": ("v / (1 - beta2**step)", "v"),
        "correction one step late": ("beta1**step", "beta1 ** (step + 1)"),
        "corrections swapped": ("m / (1 - beta1**", "m / (1 - beta2**"),
        "eps inside the root": (
            "(np.sqrt(v_hat) + float(eps))", "np.sqrt(v_hat + float(eps))",
        ),
        "betas swapped": ("beta1, beta2 = map", "beta2, beta1 = map"),
        "root forgotten": ("np.sqrt(v_hat)", "v_hat"),
        "not squared": ("(dw * dw)", "np.abs(dw)"),
        "steps not counted": ("step = step + 1", "step = 1"),
        "average forgotten": ("(1 - beta1) * dw", "dw"),
    },
}  # fmt: skip
PLANTED = [(name, what) for name, wrong in MISTAKES.items() for what in wrong]


def planted(name, what):
    """The module's namespace with one line of one function made wrong."""
    right, wrong = MISTAKES[name][what]
    source = textwrap.dedent(inspect.getsource(getattr(optimizers, name)))
    assert source.count(right) == 1, f"{right!r} does not stand there once"
    namespace = dict(vars(optimizers))
    exec(
        compile(ast.parse(source.replace(right, wrong)), "<planted>", "exec"), namespace
    )
    rules = [r for r in ("sgd", "adam", "adamw") if name in (r, "_adam_direction")]
    if name == "_adam_direction":
        rules = ["adam", "adamw"]
        for rule in rules:
            source = inspect.getsource(getattr(optimizers, rule))
            exec(compile(ast.parse(source), "<planted>", "exec"), namespace)
    return [(rule, namespace[rule]) for rule in rules]


@pytest.mark.parametrize(("name", "what"), PLANTED)
def test_a_planted_mistake_is_refused(name, what, rng):
    for rule, wrong in planted(name, what):
        errors = [
            distance(wrong, theirs, settings, rng)
            for label, theirs, settings in SETTINGS
            if label == rule
        ]
        assert max(errors) > 1e-6
