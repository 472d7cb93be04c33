"""Self-contained, accessible pages: no thebe, no script twice, ARIA repairs."""

REPAIRS = [
    (' aria-label="Toggle hidden content"', ""),  # it hides the visible label
    ('role="doc-biblioentry"', 'role="listitem"'),  # a role no longer in use
    (
        '<input class="task-list-item-checkbox"',
        '<input aria-label="task" class="task-list-item-checkbox"',
    ),
]


def filename(asset):
    return str(getattr(asset, "filename", asset) or "")


def script_text(script):
    return getattr(script, "attributes", {}).get("body", "") or ""


def wanted(assets):
    """Drop thebe's style sheet and whatever is listed a second time."""
    once = {(filename(a), script_text(a)): a for a in reversed(assets)}
    keep = {id(a) for a in once.values()}
    return [a for a in assets if id(a) in keep and "thebe" not in filename(a)]


def disconnect_thebe(app, config):
    """Jupyter Book loads thebe unasked; it would add scripts to every page."""
    for listeners in list(app.events.listeners.values()):
        for listener in list(listeners):
            if listener.handler.__module__.startswith("sphinx_thebe"):
                app.disconnect(listener.id)


def repair(app, pagename, templatename, context, doctree):
    for assets in ("script_files", "css_files"):
        context[assets] = wanted(context.get(assets, []))
    for wrong, right in REPAIRS:
        if "body" in context:
            context["body"] = context["body"].replace(wrong, right)


def setup(app):
    app.connect("config-inited", disconnect_thebe)
    app.connect("html-page-context", repair, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
