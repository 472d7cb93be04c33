"""Small mistakes everywhere in the gallery: what is accepted must still be true.

A sample is judged; `GRADBOOK_MUTANTS=all` judges every one (about two minutes):

    GRADBOOK_MUTANTS=all pytest tests/derive/test_mutants.py -s
"""

import os
from collections import Counter
from random import Random

import pytest

from gradbook.derive import DerivationError, FalseStep, Unproved

from .recorded import lines

EVERYTHING = os.environ.get("GRADBOOK_MUTANTS") == "all"
UNUSED = "the identity holds whatever the dropped name stands for"
SQUARES = "0 <= a sum of p_i times squares, or times v_i - mu, which adds up to 0"
SURVIVORS = {  # (case, mistake) -> (how many, why they are true)
    ("affine_weights", "dropped definition"): (1, UNUSED),
    ("affine_weights", "index"): (2, "the other entries of dY/dW[., t] are 0"),
    ("attention", "dropped definition"): (1, UNUSED),
    ("batch_norm", "dropped definition"): (1, UNUSED),
    ("binary_cross_entropy", "dropped definition"): (1, UNUSED),
    ("cross_entropy_by_intermediate", "dropped definition"): (2, "0 = 0"),
    ("cross_entropy_one_hot", "dropped definition"): (1, UNUSED),
    ("cross_entropy_soft", "dropped definition"): (1, UNUSED),
    ("depth_bound", "base"): (1, "from 0 on, every product is 0"),
    ("depth_bound", "inverted"): (1, "a product of factors below 1/4 is at most 4^n"),
    ("depth_bound", "one less"): (1, "4 times the bound"),
    ("depth_bound", "rule"): (7, "other factors of the same sequence, or squared"),
    ("equal_shards", "dropped definition"): (1, UNUSED),
    ("hessian_is_a_variance", "dropped definition"): (2, UNUSED),
    ("hessian_is_a_variance", "dropped factor"): (3, SQUARES),
    ("hessian_is_a_variance", "dropped power"): (1, SQUARES),
    ("hessian_is_a_variance", "dropped sum"): (1, SQUARES),
    ("hessian_is_a_variance", "dropped term"): (2, SQUARES),
    ("hessian_is_a_variance", "mean"): (1, SQUARES),
    ("hessian_is_a_variance", "sign"): (2, SQUARES),
    ("hessian_is_a_variance", "squared factor"): (3, SQUARES),
    ("hessian_is_a_variance", "twice"): (2, SQUARES),
    ("label_smoothing", "dropped definition"): (2, UNUSED),
    ("label_smoothing", "dropped factor"): (1, "q sums to 1"),
    ("label_smoothing", "squared factor"): (1, "q sums to 1"),
    ("layer_norm", "dropped definition"): (1, UNUSED),
    ("lstm_cell", "index"): (1, "under delta(r, s), f[r] is f[s]"),
    ("sigmoid", "dropped definition"): (1, UNUSED),
    ("silu", "dropped definition"): (1, UNUSED),
    ("softmax_jacobian", "index"): (1, "under delta(i, j), z[i] is z[j]"),
    ("two_layers", "dropped definition"): (1, UNUSED),
    ("two_layers_with_cross_entropy", "dropped definition"): (1, UNUSED),
}


def chosen(line):
    """Every mistake in a line, or one that the line's own text decides."""
    every = list(line.mistakes())
    if EVERYTHING or not every:
        return every
    return Random(f"{line.case} {line.right}").sample(every, 1)


@pytest.fixture(scope="module")
def judged():
    """(case, mistake) -> verdicts, over the gallery."""
    found = {}
    for line in lines() if EVERYTHING else lines()[::2]:
        for what, wrong in chosen(line):
            try:
                verdict = wrong.verdict()
            except DerivationError as error:
                verdict = type(error)
            found.setdefault((line.case, what), Counter())[verdict] += 1
    return found


def test_every_accepted_mistake_is_a_true_identity(judged):
    accepted = {
        key: sum(n for verdict, n in verdicts.items() if isinstance(verdict, str))
        for key, verdicts in judged.items()
    }
    accepted = {key: n for key, n in accepted.items() if n}
    if EVERYTHING:
        assert accepted == {key: n for key, (n, _) in SURVIVORS.items()}
    else:
        assert set(accepted) <= set(SURVIVORS)


def test_most_mistakes_get_a_counterexample(judged):
    verdicts = sum(judged.values(), Counter())
    print(f"\n{verdicts.total()} mistakes: {dict(verdicts)}")
    assert verdicts[FalseStep] > 0.9 * verdicts.total()
    assert verdicts.total() >= (1900 if EVERYTHING else 50)


def test_unproved_are_only_certificates_and_true_bounds(judged):
    """An equation that is false gets a point; a bad certificate gets no proof."""
    unproved = {what for (_, what), v in judged.items() if v[Unproved]}
    bounds = {"rule", "one more", "inverted"}
    assert {what.split(":")[0] for what in unproved} <= {"certificate", *bounds}


def test_the_list_of_lines_is_the_gallery():
    found = lines()
    assert len(found) >= 108
    assert len({line.case for line in found}) >= 63
