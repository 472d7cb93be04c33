"""The study tools of the interview room, built from the bank and from derivations.

Each is a directive in a page of chapters/5_interview; its parts are real nodes, so
formulas are rendered and links checked as everywhere, and all reads without scripts.
"""

PARTS = ("element", "assets", "tools", "atlas", "sheet", "anki")


def setup(app):
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
