"""Errors of the measuring room: each says what, expected, got."""


class LabError(ValueError):
    """The reader asked for something that cannot be measured as asked."""


class DeviceError(LabError):
    """A device that this machine or this book does not have."""


class WrongVariant(LabError):
    """A variant that does not compute what the float64 reference computes."""


class Miscount(LabError):
    """A variant that keeps bytes where the count of saved bytes cannot see them."""


class RecordError(LabError):
    """A recorded run that cannot be trusted, or may not be written."""
