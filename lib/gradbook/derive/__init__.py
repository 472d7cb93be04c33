"""Derivations in which every `=` is judged: by random points, and by proof.

    x = var("x")
    D = Derivation("sigmoid", "The slope of the sigmoid")
    s = D.let("s", (), 1 / (1 + exp(-x)))
    D.start(d(s, x))
    D.eq(exp(-x) / (1 + exp(-x)) ** 2, "chain rule")
    D.eq(s * (1 - s), "because $1 - s = e^{-x} s$")

`language` holds the words, `page` the Derivation, `judge` the two judges: `oracle`
evaluates both sides at random points, `prover` looks for a proof through
`unfold` and `normal_form`. `display` and `codegen` turn lines into text and code.
"""

from .errors import DerivationError, FalseStep, MalformedStep, Unproved
from .exercise import equivalent
from .language import *  # noqa: F403  the words of a derivation, listed there
from .language import __all__ as _words
from .page import Derivation

__all__ = [  # noqa: PLE0604
    "Derivation",
    "DerivationError",
    "FalseStep",
    "MalformedStep",
    "Unproved",
    "equivalent",
    *_words,
]
