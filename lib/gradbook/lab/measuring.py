"""measure(): check against float64, count bytes, then time between two ceilings."""

from dataclasses import asdict, dataclass

from gradbook.lab.case import tensors_of
from gradbook.lab.memory import peak_bytes, saved_bytes, traffic_bytes
from gradbook.lab.timing import DRIFT, ceilings, drift, floor_ms, time_steps


@dataclass(frozen=True)
class Counted:
    """What is exact about a variant: bytes, and its distance from float64."""

    variant: str
    moved_bytes: int | None  # None: a compiled variant cannot be watched
    saved_bytes: int
    peak_bytes: int
    rel_err: float


@dataclass(frozen=True)
class Row:
    """One variant, measured; the columns of a record."""

    variant: str
    ms: float
    iqr: tuple
    n: int
    spread: float
    peak_bytes: int
    saved_bytes: int
    rel_err: float


@dataclass(frozen=True)
class Measurement:
    """Rows of all variants, with the ceilings before and after."""

    rows: tuple
    before: dict
    after: dict
    bytes_min: int
    flops: int

    @property
    def floor_ms(self):
        """The time that no variant can beat on this machine."""
        return floor_ms(self.bytes_min, self.flops, self.before, self.after)

    @property
    def drift(self):
        """By how much the ceilings moved during the measurement."""
        return drift(self.before, self.after)

    @property
    def steady(self):
        """Whether the ceilings stood still, so that a floor may be quoted."""
        return self.drift <= DRIFT


def count(case, *, allocator=False):
    """Check every variant against float64, then count its bytes.

    Parameters
    ----------
    case : Case
    allocator : bool
        True asks CUDA's allocator for the peak instead of following storages.

    Returns
    -------
    tuple of Counted

    Raises
    ------
    WrongVariant, Miscount
        Before anything is timed.
    """
    errors = case.errors()
    return tuple(_count_one(case, label, errors[label], allocator) for label in errors)


def _count_one(case, label, error, allocator):
    """Saved, peak and moved bytes of one variant."""
    block, step, own = case.forward_in_block(label), case.step(label), tensors_of(case)
    if label in case.opaque:
        saved = saved_bytes(block, exclude=own, audited=False)
        return Counted(label, None, saved, peak_bytes(step, case.device), error)
    saved = saved_bytes(block, exclude=own)
    peak = peak_bytes(step, case.device, allocator=allocator)
    moved = traffic_bytes(step)
    return Counted(label, moved, saved, peak, error)


def time_counted(case, counted, *, rounds=3, budget_ms=150):
    """Time variants that were counted; return a Measurement."""
    before = ceilings(case.device)
    steps = {each.variant: case.step(each.variant) for each in counted}
    timings = time_steps(steps, case.device, rounds=rounds, budget_ms=budget_ms)
    after = ceilings(case.device)
    rows = tuple(_row(each, timings[each.variant]) for each in counted)
    return Measurement(rows, before, after, case.bytes_min, case.flops)


def _row(counted, timing):
    """Counted and timed columns of one variant, those that a record has."""
    exact = asdict(counted)
    del exact["moved_bytes"]
    return Row(**asdict(timing), **exact)


def measure(case, *, rounds=3, budget_ms=150, allocator=False):
    """Check, count and time every variant of a case, in this order.

    Returns
    -------
    Measurement
        Its rows hold variant, ms (median), iqr, n, spread, peak_bytes, saved_bytes,
        rel_err.
    """
    counted = count(case, allocator=allocator)
    return time_counted(case, counted, rounds=rounds, budget_ms=budget_ms)
