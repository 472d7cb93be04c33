"""Checks of gradients. It is handed what it checks, and every check is seen to fail.

A check refuses five mutants of a right gradient (`mutants_of`), refuses to pass when it
could not have failed (`VacuousCheck`), and never accepts nan.
"""

from .agreement import Agreement, agree
from .backward import check_backward
from .columns import by_hand, differences
from .dual import Dual, dual_gradient, pushforward
from .errors import GradientError, VacuousCheck
from .mutants import mutants_of
from .numeric import central_difference, complex_step

__all__ = [
    "Agreement",
    "Dual",
    "GradientError",
    "VacuousCheck",
    "agree",
    "by_hand",
    "central_difference",
    "check_backward",
    "complex_step",
    "differences",
    "dual_gradient",
    "mutants_of",
    "pushforward",
]
