"""What a gradient check raises."""


class GradientError(ValueError):
    """A gradient is wrong: it disagrees with its reference."""


class VacuousCheck(ValueError):
    """The check could not have failed, so passing it would mean nothing."""
