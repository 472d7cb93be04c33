"""An HTML element as a node: a tag with attributes around other nodes."""

from docutils import nodes


class element(nodes.General, nodes.Element):
    """Shown as its tag in HTML, and as its content alone elsewhere."""


def make(tag, *children, classes=(), ids=(), **attributes):
    """Return an element; `data_id="x"` becomes data-id, and None leaves one out."""
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    node = element("", *children, classes=list(classes), ids=list(ids))
    node["tag"] = tag
    node["attributes"] = {k: str(v) for k, v in named.items() if v is not None}
    return node


def visit(self, node):
    self.body.append(self.starttag(node, node["tag"], "", **node["attributes"]))


def depart(self, node):
    self.body.append(f"</{node['tag']}>\n")


def ignore(self, node):
    """Other builders show the content alone."""


def setup(app):
    plain = {"latex": (ignore, ignore), "text": (ignore, ignore)}
    app.add_node(element, html=(visit, depart), **plain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
