"""Sphinx extension of the book: only a build of the website imports it."""

PARTS = (
    "formulas",
    "punctuation",
    "pages",
    "search",
    "repository",
    "summary",
    "derivation",
    "cells",
    "interview",
    "live",
    "policy",
)


def setup(app):
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
