"""Figures: data and an axes in, the axes out. They compute nothing and set no title."""

from .elementwise import gradient_by_depth
from .jacobians import ChainOfJacobians
from .line_fit import LineFit
from .penalties import PenalizedMinimum
from .relu import SlopeNearZero
from .softmax import SoftmaxGradient
from .stepped import SteppedGraph
from .style import use_book_style
from .surviving import SurvivingGradient
from .trust import StepSize

__all__ = [
    "ChainOfJacobians",
    "LineFit",
    "PenalizedMinimum",
    "SlopeNearZero",
    "SoftmaxGradient",
    "StepSize",
    "SteppedGraph",
    "SurvivingGradient",
    "gradient_by_depth",
    "use_book_style",
]
