"""Names of the page as names of Python."""

import keyword

RESERVED = {"np", "torch", "math", "erf", "abs", "max", "min", "len"}


def identifier(name):
    """`lambda` becomes `lambda_`; what no name may hold becomes an underscore."""
    name = "".join(c if c.isalnum() or c == "_" else "_" for c in str(name))
    name = name if name.isidentifier() else f"_{name}"
    taken = keyword.iskeyword(name) or name in RESERVED
    return f"{name}_" if taken else name


def fresh(wanted, taken):
    """`wanted`, or the first of wanted2, wanted3, ... that is not taken."""
    name, n = wanted, 2
    while name in taken:
        name, n = f"{wanted}{n}", n + 1
    return name
