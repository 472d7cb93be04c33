"""Bytes that can be counted by hand."""

import numpy as np
import pytest
import torch

from gradbook.lab import Miscount, peak_bytes, saved_bytes, traffic_bytes
from gradbook.lab.tracking import StorageTracker

n = 1000
ONE = 4 * n  # bytes of one float32 vector


@pytest.fixture
def x():
    return torch.randn(n, requires_grad=True)


@pytest.mark.parametrize(
    ("forward", "vectors"),
    [
        (lambda x: x + 1, 0),
        (lambda x: x.exp(), 1),  # its output
        (lambda x: x * x, 0),  # the leaf itself, twice
        (lambda x: x.exp().sin(), 1),  # exp's output is sin's input
        (lambda x: x.exp().exp(), 2),
        (lambda x: x.exp().view(10, -1).T.sin(), 1),  # a view shares its storage
        (lambda x: (x + 1).exp_(), 1),
        (lambda x: 1 / (1 + torch.exp(-x)), 2),  # exp and the reciprocal
        (torch.sigmoid, 1),
    ],
)
def test_saved_bytes_by_hand(x, forward, vectors):
    assert saved_bytes(lambda: forward(x)) == vectors * ONE


def test_saved_bytes_leaves_out_data_only_when_told(x):
    data = torch.randn(n)
    assert saved_bytes(lambda: x * data) == ONE
    assert saved_bytes(lambda: x * data, exclude=[data]) == 0


def test_saved_bytes_leaves_out_a_view_of_a_parameter():
    W, h = torch.randn(8, 8, requires_grad=True), torch.randn(8, 8)
    assert saved_bytes(lambda: h @ W.T) == 4 * 64  # h, not W
    assert saved_bytes(lambda: h @ W.T, exclude=[h]) == 0


def test_saved_bytes_forgets_a_graph_that_forward_dropped(x):
    def forward():
        torch.exp(x).sin()
        return torch.exp(x)

    assert saved_bytes(forward) == ONE


def test_counting_leaves_nothing_alive(x):
    with StorageTracker() as tracker:
        saved_bytes(lambda: x.exp().sin().sigmoid())
    assert tracker.alive() == {}


class Hides(torch.autograd.Function):
    """Keeps a vector as an attribute, where saved tensor hooks see nothing."""

    @staticmethod
    def forward(ctx, x):
        ctx.hidden = torch.exp(x)
        return ctx.hidden + 1

    @staticmethod
    def backward(ctx, dy):
        return dy * ctx.hidden


def test_a_hidden_tensor_is_refused(x):
    with pytest.raises(Miscount, match=f"got {ONE} more bytes"):
        saved_bytes(lambda: Hides.apply(x))
    assert saved_bytes(lambda: Hides.apply(x), audited=False) == 0  # what it hid


def test_a_closure_that_keeps_a_tensor_is_refused(x):
    kept = []

    def forward():
        kept.append(x.detach() * 2)
        return x.sin()

    with pytest.raises(Miscount):
        saved_bytes(forward)


@pytest.mark.parametrize(
    ("step", "vectors"),
    [
        (lambda x: x.exp(), 1),
        (lambda x: x.exp().add_(1).neg_(), 1),  # in place creates nothing
        (lambda x: x.exp().neg().exp(), 2),  # the first is freed before the third
        (lambda x: x.view(10, -1).T, 0),
        (lambda x: x.detach().mul_(1), 0),  # in place on what was there before
        (lambda x: [x.exp(), x.exp(), x.exp()], 3),
        (lambda x: x.exp()[:5], 1),  # a view keeps the whole storage
        (lambda x: torch.empty(0).resize_(n), 1),
        (lambda x: torch.empty(2 * n), 2),
    ],
)
def test_peak_bytes_by_hand(x, step, vectors):
    with torch.no_grad():
        assert peak_bytes(lambda: step(x)) == vectors * ONE


def test_peak_bytes_with_addresses_used_again():
    def step():
        for _ in range(200):
            vector = torch.ones(n)  # the old one lives until the name moves on
        return vector

    assert peak_bytes(step) == 2 * ONE


def test_the_tracker_forgets_what_died(x):
    with StorageTracker() as tracker, torch.no_grad():
        kept = x.exp()
        x.exp()
    assert tracker.alive() == {kept.untyped_storage()._cdata: ONE}


def test_peak_bytes_of_numpy():
    def step():
        ones = np.ones(10**6)
        twos = ones + 1
        return ones, twos

    assert 16e6 <= peak_bytes(step, "numpy") < 16.1e6


def test_peak_bytes_on_cuda_asks_the_allocator(monkeypatch):
    calls = []
    answers = {"memory_allocated": 10, "max_memory_allocated": 35}
    for name in ("synchronize", "reset_peak_memory_stats", *answers):
        answer = answers.get(name)
        monkeypatch.setattr(torch.cuda, name, lambda answer=answer: answer)
    assert peak_bytes(lambda: calls.append(1), torch.device("cuda")) == 25
    assert len(calls) == 2  # the first call fills workspaces


@pytest.mark.parametrize(
    ("step", "vectors"),
    [
        (lambda x: x.exp(), 2),
        (lambda x: x.exp().mul_(x), 5),
        (lambda x: x * x, 2),  # one tensor read, one written
        (lambda x: x.view(10, -1).T, 0),
    ],
)
def test_traffic_bytes_by_hand(x, step, vectors):
    assert traffic_bytes(lambda: step(x.detach())) == vectors * ONE
