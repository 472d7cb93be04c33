"""The tape against autograd on random graphs; and mutants of its source, refused."""

import inspect
import math
import random
import types

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradbook import tape

many = settings(max_examples=200, deadline=None, derandomize=True, database=None)
UNARY = {
    "neg": (lambda t, x: -x, lambda x: -x),
    "exp": (lambda t, x: t.exp(x * 0.5), lambda x: torch.exp(x * 0.5)),
    "log": (lambda t, x: t.log(1 + x * x), lambda x: torch.log(1 + x * x)),
    "tanh": (lambda t, x: t.tanh(x), torch.tanh),
    "sigmoid": (lambda t, x: t.sigmoid(x), torch.sigmoid),
    "relu": (lambda t, x: t.relu(x), torch.relu),
    "cube": (lambda t, x: x**3, lambda x: x**3),
    "two to": (lambda t, x: 2 ** (x / 4), lambda x: 2 ** (x / 4)),
    "inverse": (lambda t, x: 1 / (2 + x * x), lambda x: 1 / (2 + x * x)),
    "rest": (lambda t, x: 3 - x, lambda x: 3 - x),
}
BINARY = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / (1 + y * y),
    "**": lambda x, y: (1 + x * x) ** y,
}
LEAVES = 3
picks = st.tuples(
    st.sampled_from([*UNARY, *BINARY]), st.integers(0, 99), st.integers(0, 99)
)
graphs = st.lists(picks, min_size=1, max_size=14)
starts = st.lists(st.floats(-2, 2), min_size=LEAVES, max_size=LEAVES)


def grown(graph, leaves, unary):
    """Apply the operations, each to nodes that exist by then; return all nodes."""
    nodes = list(leaves)
    for name, a, b in graph:
        left, right = nodes[-1 - a % len(nodes)], nodes[-1 - b % len(nodes)]
        made = unary(name, left) if name in UNARY else BINARY[name](left, right)
        nodes.append(made)
    return nodes


def by_tape(module, graph, start):
    leaves = [module.Scalar(value) for value in start]
    *_, y = grown(graph, leaves, lambda name, x: UNARY[name][0](module, x))
    return y.value, module.gradients(y, leaves), module.gradients(y, leaves)


def by_autograd(graph, start):
    """Value and gradients; None where large numbers might cancel to a small result."""
    leaves = [
        torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in start
    ]
    nodes = grown(graph, leaves, lambda name, x: UNARY[name][1](x))
    if not all(abs(node.item()) < 50 for node in nodes):
        return None
    y = nodes[-1]
    found = torch.autograd.grad(y, leaves, allow_unused=True)
    return y.item(), [0.0 if g is None else g.item() for g in found]


def is_right(module, graph, start):
    """Compare value and both calls' gradients; None where a number left the range."""
    expected = by_autograd(graph, start)
    if expected is None:
        return None
    value, gradients = expected
    got, *calls = by_tape(module, graph, start)
    close = [math.isclose(got, value, rel_tol=1e-8, abs_tol=1e-8)]
    for call in calls:
        close += [
            math.isclose(a, b, rel_tol=1e-8, abs_tol=1e-8)
            for a, b in zip(call, gradients, strict=True)
        ]
    return all(close)


@many
@given(graphs, starts)
def test_it_agrees_with_autograd_on_random_graphs(graph, start):
    right = is_right(tape, graph, start)
    assume(right is not None)
    assert right


ADDED = "totals[source] = totals.get(source, 0.0) + slope * totals[node]"
READY = "waiting[source] -= 1\n            if waiting[source] == 0:"
MUTANTS = {
    "forgets to accumulate": (ADDED, "totals[source] = slope * totals[node]"),
    "goes on at the first report": (READY, "if waiting.pop(source, 0):"),
    "goes on at every report": (READY, "if True:"),
    "keeps totals between calls": (
        "totals, complete = {y: 1.0}, [y]",
        "totals, complete = globals().setdefault('kept', {}), [y]\n"
        "    totals[y] = totals.get(y, 0.0) + 1.0",
    ),
    "adds slopes": ("slope * totals[node]", "slope + totals[node]"),
    "sign of a difference": ("(a - b, 1.0, -1.0)", "(a - b, 1.0, 1.0)"),
    "sign of a negative": ("((self, -1.0),)", "((self, 1.0),)"),
    "factors swapped": ("(a * b, b, a)", "(a * b, a, b)"),
    "quotient without a sign": ("-a / b / b", "a / b / b"),
    "quotient over b alone": ("-a / b / b", "-a / b"),
    "power without its factor": ("slope = n * ", "slope = "),
    "slope of tanh unsquared": ("1 - y * y", "1 - y"),
    "sigmoid without 1 - y": ("y * (1 - y)", "y"),
    "slope of log": ("1 / x.value)", "math.log(x.value))"),
    "slope of exp": ("((x, y),)", "((x, x.value),)"),
    "relu passes all": ("float(y > 0)", "1.0"),
}


def altered(old, new):
    """The module with one place of its source changed."""
    text = inspect.getsource(tape)
    assert text.count(old) == 1
    module = types.ModuleType("mutant")
    exec(compile(text.replace(old, new), "mutant", "exec"), module.__dict__)
    return module


def drawn(chance):
    """A random graph and its leaves, the same on every machine."""
    names = [*UNARY, *BINARY]
    graph = [
        (chance.choice(names), chance.randrange(99), chance.randrange(99))
        for _ in range(chance.randint(1, 14))
    ]
    return graph, [chance.uniform(-2, 2) for _ in range(LEAVES)]


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_refused(name):
    mutant, chance, refused = altered(*MUTANTS[name]), random.Random(0), 0
    for _ in range(300):
        refused += is_right(mutant, *drawn(chance)) is False
    assert refused >= 5


def test_the_tape_itself_is_right_on_the_same_graphs():
    chance = random.Random(0)
    found = [is_right(tape, *drawn(chance)) for _ in range(300)]
    assert found.count(False) == 0 and found.count(True) > 200


def test_the_unaltered_source_passes_as_a_mutant_would():
    same = altered("1 - y * y", "1.0 - y * y")
    assert is_right(same, [("tanh", 0, 0), ("*", 0, 0)], [0.3, 0.4, 0.5])
