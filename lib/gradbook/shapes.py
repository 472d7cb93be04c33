"""The ground floor: checks of shape, dtype and range, and the errors they raise.

Every message names the argument, what was expected in letters and numbers, and what
came: ``scale: expected (D,) = (4,), got (3,)``.
"""

import numpy as np

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


class ShapeError(ValueError):
    """An argument has the wrong shape."""


class DtypeError(TypeError):
    """An argument is no array, or an array of the wrong dtype."""


class RangeError(ValueError):
    """An argument holds a value outside its range."""


def expect_array(name, array):
    """Raise DtypeError unless array is a NumPy array or a NumPy scalar."""
    if not isinstance(array, np.ndarray | np.generic):
        kind = type(array).__name__
        raise DtypeError(f"{name}: expected a NumPy array, got {kind}")


def expect_float(name, array):
    """Raise DtypeError unless array is a NumPy array of float32 or float64."""
    expect_array(name, array)
    if array.dtype not in FLOATS:
        raise DtypeError(f"{name}: expected float32 or float64, got {array.dtype}")


def expect_float64(name, array):
    """Raise DtypeError unless array is a NumPy array of float64."""
    expect_array(name, array)
    if array.dtype != np.float64:
        raise DtypeError(f"{name}: expected float64, got {array.dtype}")


def expect_integers(name, array):
    """Raise DtypeError unless array is a NumPy array of integers; bool is none."""
    expect_array(name, array)
    if array.dtype.kind not in "iu":
        raise DtypeError(f"{name}: expected integers, got {array.dtype}")


def expect_same_dtype(name, array, other_name, other):
    """Raise DtypeError unless both arrays have the same dtype: no silent promotion."""
    expect_array(name, array)
    if array.dtype != other.dtype:
        wanted = f"{other.dtype} like {other_name}"
        raise DtypeError(f"{name}: expected {wanted}, got {array.dtype}")


def expect_shape(name, array, shape, letters):
    """Raise ShapeError unless array has this shape; letters, as "N, D", name it."""
    if array.shape != tuple(shape):
        wanted = f"({letters}) = {_numbers(shape)}"
        raise ShapeError(f"{name}: expected {wanted}, got {_numbers(array.shape)}")


def expect_axes(name, array, letters):
    """Raise ShapeError unless array has an axis for each letter; "..." is any few."""
    axes = [letter for letter in letters.split(", ") if letter != "..."]
    more = array.ndim - len(axes)
    if more < 0 or (more > 0 and "..." not in letters):
        got = _numbers(array.shape)
        raise ShapeError(f"{name}: expected ({letters}), got {got}")


def expect_like(name, array, other_name, other):
    """Raise unless array has the dtype and the shape of other."""
    expect_same_dtype(name, array, other_name, other)
    if array.shape != other.shape:
        wanted = f"the shape of {other_name} = {_numbers(other.shape)}"
        raise ShapeError(f"{name}: expected {wanted}, got {_numbers(array.shape)}")


def expect_scalar(name, value, other_name, other):
    """Raise unless value is a Python number, or a 0-d array with the dtype of other."""
    if type(value) in (int, float):
        return
    expect_same_dtype(name, value, other_name, other)
    if value.shape != ():
        raise ShapeError(f"{name}: expected a scalar, got {_numbers(value.shape)}")


def expect_entries(name, array):
    """Raise ShapeError when the array is empty."""
    if array.size == 0:
        got = _numbers(array.shape)
        raise ShapeError(f"{name}: expected at least one entry, got {got}")


def expect_within(name, array, low, high):
    """Raise RangeError at the first entry that is nan or outside [low, high]."""
    if array.size and not (array.min() >= low and array.max() <= high):
        inside = (array >= low) & (array <= high)
        index = tuple(int(i) for i in np.argwhere(~inside)[0])
        wanted = f"expected values in [{low}, {high}]"
        raise RangeError(f"{name}: {wanted}, got {array[index]:g}{at(index)}")


def expect_indices(name, array, size, letter):
    """Raise RangeError at the first integer outside [0, size); letter names size."""
    inside = (array >= 0) & (array < size)
    if not inside.all():
        index = tuple(int(i) for i in np.argwhere(~inside)[0])
        wanted = f"expected integers in [0, {letter}) = [0, {size})"
        raise RangeError(f"{name}: {wanted}, got {array[index]}{at(index)}")


def expect_number(name, value, low, high, brackets="[]"):
    """Raise unless value is one real number from low to high; "(" or ")" leaves out."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.floating):
        raise DtypeError(f"{name}: expected a number, got {type(value).__name__}")
    above = low <= value if brackets[0] == "[" else low < value
    below = value <= high if brackets[1] == "]" else value < high
    if not (above and below):
        wanted = f"{brackets[0]}{low}, {high}{brackets[1]}"
        raise RangeError(f"{name}: expected a number in {wanted}, got {value:g}")


def at(index):
    """Return the words for a place in an array: `` at [2, 0]``, none in 0-d."""
    return f" at {list(index)}" if index else ""


def _numbers(shape):
    """Write a shape as (3,) or (2, 3), whatever kind of integers it holds."""
    return str(tuple(int(size) for size in shape))
