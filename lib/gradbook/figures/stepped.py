"""An interactive figure: a small graph, stepped forward and then backward."""

from .page import button, page, slider
from .stepped_script import LAYERS, SCRIPT

WIDTH, ROW, TOP, SIDE, BOTTOM = 400, 60, 34, 22, 34


class SteppedGraph:
    """The figure: values above the nodes, gradients below, slopes on the edges.

    A step forward computes one node and writes the slopes on the edges into it. A step
    backward multiplies a node's gradient by these slopes; where two meet, they add.

    Parameters
    ----------
    values : dict of str to float
        Node -> value, every node after the nodes it is computed from.
    slopes : dict of (str, str) to float
        Edge (from, to) -> slope of `to` by `from`.
    gradients : dict of str to float
        Node -> slope of the last node by it.
    formulas : dict of str to str
        Node with an edge into it -> how it is computed.
    """

    def __init__(self, values, slopes, gradients, formulas):
        names, ends = list(values), [b for _, b in slopes]
        self.order = [name for name in names if name in ends]
        _expect_one_for_each("gradients", gradients, names)
        _expect_one_for_each("formulas", formulas, self.order)
        for a, b in slopes:
            if names.index(a) >= names.index(b):
                raise ValueError(f"values: expected {a} before its result {b}")
        places, self.height = _places(names, slopes, self.order)
        self.nodes = {
            name: {
                **places[name],
                "leaf": name not in self.order,
                "value": round(float(values[name]), 6),
                "gradient": round(float(gradients[name]), 6),
                "formula": formulas.get(name, ""),
            }
            for name in names
        }
        self.edges = [_edge(*ends, slopes[ends], gradients) for ends in slopes]

    def __repr__(self):
        size = f"{len(self.nodes)} nodes in {2 * len(self.order)} steps"
        return f"Interactive figure: a graph of {size}, forward and backward"

    def _repr_html_(self):
        steps = 2 * len(self.order)
        return page(
            "stepped-graph",
            f"A graph of the nodes {', '.join(self.nodes)}",
            self.height,
            controls=[
                button("Back", "back"),
                button("Next", "next"),
                slider("step", "step", 0, steps, 0, shown=0),
            ],
            layers=LAYERS,
            script=SCRIPT,
            data={"nodes": self.nodes, "edges": self.edges, "order": self.order},
        )


def _expect_one_for_each(table, entries, names):
    """Raise ValueError when a node has no entry in a table."""
    missing = [name for name in names if name not in entries]
    if missing:
        raise ValueError(f"{table}: expected one for {missing[0]}, got none")


def _edge(a, b, slope, gradients):
    """An edge's slope, and what it hands back."""
    product = slope * gradients[b]
    return {
        "a": a,
        "b": b,
        "slope": round(float(slope), 6),
        "product": round(float(product), 6),
    }


def _places(names, edges, order):
    """Place the nodes in columns, each centered; return places and the height."""
    column = _columns(names, edges, order)
    columns = [
        [name for name in names if column[name] == c]
        for c in range(max(column.values()) + 1)
    ]
    tallest = max(len(members) for members in columns)
    step = (WIDTH - 2 * SIDE) / (len(columns) - 1)
    places = {
        name: {
            "x": round(SIDE + c * step, 1),
            "y": TOP + ROW * (row + (tallest - len(members)) / 2),
        }
        for c, members in enumerate(columns)
        for row, name in enumerate(members)
    }
    return places, TOP + ROW * (tallest - 1) + BOTTOM


def _columns(names, edges, order):
    """Number the columns: a node after its inputs, a leaf just before its use."""
    column = {}
    for name in order:
        inputs = [column[a] for a, b in edges if b == name and a in order]
        column[name] = 1 + max(inputs, default=0)
    for name in names:
        if name not in order:
            column[name] = min(column[b] for a, b in edges if a == name) - 1
    return column
