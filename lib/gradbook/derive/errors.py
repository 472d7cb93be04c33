"""What a derivation raises when a line is not accepted."""


class DerivationError(ValueError):
    """A line that the engine did not accept; the page keeps its earlier lines.

    `step` is (left, relation, right) as expressions, or None where a line had no
    meaning to begin with.
    """

    step = None


class FalseStep(DerivationError):
    """A step that fails at a point: the message names the point and both values."""


class Unproved(DerivationError):
    """A step that held at every point tried, but for which no proof was found."""


class MalformedStep(DerivationError):
    """A line that has no meaning here: a captured index, a clash of names."""
