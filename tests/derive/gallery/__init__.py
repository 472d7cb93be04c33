"""Every derivation that the engine is promised to prove, as pages.

`CASES` maps a name to a function that writes its page; `case` adds one. A case is
expected at the badge "proved" on every line unless it names another.
"""

from importlib import import_module

CASES = {}
BADGES = {}


def case(function=None, *, badge="proved"):
    """Register a function that returns one page or several."""

    def add(f):
        assert f.__name__ not in CASES, f.__name__
        CASES[f.__name__], BADGES[f.__name__] = f, badge
        return f

    return add(function) if function else add


for _topic in ("elementwise", "losses", "networks", "training", "architectures"):
    import_module(f"{__name__}.{_topic}")
