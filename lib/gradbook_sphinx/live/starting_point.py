"""A derivation written in a text page: judged when the site is built, live in it.

```{starting-point} The slope of softplus
:name: scalar

x = var("x")
...
```
"""

import json

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from gradbook_sphinx.derivation import frame, steps, where
from gradbook_sphinx.live.driver import judge


def judged(code):
    """The derivations that some code shows, as data.

    Raises
    ------
    ValueError
        If a line is refused, or if nothing is shown.
    """
    pages = {}

    def report(text):
        found = json.loads(text)
        if found["kind"] == "refused":
            raise ValueError(f"line {found['line']}: {found['message']}")
        if found["kind"] == "page":
            pages[found["number"]] = found["data"]

    judge("", code, report)
    if not pages:
        raise ValueError("it shows no derivation")
    return list(pages.values())


class StartingPoint(SphinxDirective):
    """A cell of the playground, with its output."""

    required_arguments = 1  # the title, for screen readers
    final_argument_whitespace = True
    option_spec = {"name": directives.unchanged_required}  # noqa: RUF012
    has_content = True

    def run(self):
        code = "\n".join(self.content)
        try:
            pages = judged(code)
        except ValueError as reason:
            raise self.error(f"starting-point: {reason}") from reason
        shown = nodes.literal_block(code, code, language="python")
        inside = nodes.container("", shown, classes=["cell_input"])
        output = nodes.container(classes=["cell_output"])
        output.extend(self._box(data) for data in pages)
        cell = nodes.container("", inside, output, classes=["cell"])
        cell["ids"].append(f"cell-{self.options['name']}")
        cell["live_needs"] = {
            "source": code,
            "before": "",
            "title": self.arguments[0],
            "answer": False,
        }
        self.set_source_info(cell)
        return [cell]

    def _box(self, data):
        box = frame(data, self.state.document)
        if data["where"]:
            box += where(data)
        box += steps(data)
        return box
