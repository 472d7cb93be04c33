"""Sums over typed indices: as `@` where it is a matrix product, else .sum or einsum."""

from itertools import combinations

from .value import ATOM, MATMUL, POW, Value, axes_of, permute, times


class Contraction:
    """Contracts array factors over the indices `summed`, step by step."""

    def __init__(self, summed, rank, target, letters):
        self.summed, self.rank = set(summed), rank
        self.target, self.letters = target, letters

    def __call__(self, over, under):
        """The Value of sum over `summed` of product(over) / product(under)."""
        operands = self._merge_equal(over, under)
        while len(operands) > 1:
            step = (
                self._sum_alone(operands)
                or self._matrix_product(operands)
                or self._broadcast(operands)
            )
            if not step:
                return self._einsum(operands)
            operands = step
        (last,) = operands
        return self._reduce(last, [a for a in last.axes if a in self.summed])

    def _times(self, over, under=()):
        return times(over, under, self.rank, self.target)

    def _merge_equal(self, over, under):
        """Factors over the same axes are multiplied first; a dot product waits."""
        groups = {}
        for value, above in [*((v, True) for v in over), *((v, False) for v in under)]:
            groups.setdefault(frozenset(value.axes), ([], []))[not above].append(value)
        merged = []
        for axes, (above, below) in groups.items():
            if len(groups) == 1 and len(axes) == 1 and len(above) == 2 and not below:
                merged += above
            else:
                merged.append(self._times(above, below))
        return merged

    def _sum_alone(self, operands):
        """Sum out what a single factor depends on."""
        for n, v in enumerate(operands):
            others = {a for other in operands if other is not v for a in other.axes}
            alone = [a for a in v.axes if a in self.summed and a not in others]
            if alone:
                return [*operands[:n], self._reduce(v, alone), *operands[n + 1 :]]
        return None

    def _matrix_product(self, operands):
        """Contract the pair that leaves the smallest array, if `@` can do it."""
        found = []
        for a, b in combinations(range(len(operands)), 2):
            index = self._common_index(operands, a, b)
            if index is not None:
                size = len(operands[a].axes) + len(operands[b].axes)
                found.append((size, a, b, index))
        if not found:
            return None
        _, a, b, index = min(found, key=lambda pair: pair[:3])
        product = self._matmul(operands[a], operands[b], index)
        return [product if n == a else v for n, v in enumerate(operands) if n != b]

    def _common_index(self, operands, a, b):
        left, right = operands[a], operands[b]
        shared = set(left.axes) & set(right.axes)
        if len(shared) != 1 or max(len(left.axes), len(right.axes)) > 2:
            return None
        (index,) = shared
        elsewhere = any(
            index in v.axes for n, v in enumerate(operands) if n not in (a, b)
        )
        return index if index in self.summed and not elsewhere else None

    def _matmul(self, a, b, index):
        kept = [x for v in (a, b) for x in v.axes if x != index]
        if len(kept) == 1:
            code = self._vector_product(a, b, index)
        else:
            code = self._at(self._ending(a, index), self._starting(b, index))
        flipped = ""
        if len(kept) == 2:
            flipped = self._at(self._ending(b, index), self._starting(a, index))
        return Value(code, tuple(kept), MATMUL, flipped)

    def _vector_product(self, a, b, index):
        """M @ w as it stands on a page; w @ M only where M would need a transpose."""
        matrix, vector = (a, b) if len(a.axes) == 2 else (b, a)
        if matrix.axes[-1] == index or matrix.code.isidentifier():
            return self._at(self._ending(matrix, index), vector)
        return self._at(vector, matrix)

    def _ending(self, v, index):
        return permute(v, [*(x for x in v.axes if x != index), index], self.target)

    def _starting(self, v, index):
        return permute(v, [index, *(x for x in v.axes if x != index)], self.target)

    def _at(self, left, right):
        first = left.code if left.binds == MATMUL else left.within(POW)
        return f"{first} @ {right.within(POW)}"

    def _broadcast(self, operands):
        """Multiply a factor into one that has all of its axes."""
        for n, v in enumerate(operands):
            for m, wide in enumerate(operands):
                if m != n and set(v.axes) <= set(wide.axes) and len(wide.axes) <= 2:
                    pair = [operands[k] for k in sorted((n, m))]
                    rest = [x for k, x in enumerate(operands) if k not in (n, m)]
                    return [self._times(pair), *rest]
        return None

    def _reduce(self, value, away):
        if not away:
            return value
        at = sorted(value.axes.index(a) for a in away)
        where = f"axis={at[0] if len(at) == 1 else tuple(at)}"
        where = "" if len(at) == len(value.axes) else where
        kept = tuple(a for a in value.axes if a not in away)
        return Value(f"{value.within(ATOM)}.sum({where})", kept)

    def _einsum(self, operands):
        every = axes_of(operands, self.rank)
        kept = tuple(sorted((a for a in every if a not in self.summed), key=self.rank))
        inputs = ",".join(self.letters(v.axes) for v in operands)
        arrays = ", ".join(v.code for v in operands)
        name = f"{self.target.module}.einsum"
        return Value(f"{name}('{inputs}->{self.letters(kept)}', {arrays})", kept)
