"""source shows what is tested: the function's own text, shortened."""

import ast

import numpy as np
import pytest

from gradbook import layers
from gradbook.show import source

TEXT = '''\
# gradbook.layers.elementwise
def tanh_backward(dy, cache):
    """Pull the loss gradient back through y = tanh(x): dx = dy · (1 - y²)."""
    y = cache.y
    expect_like("dy", dy, "y", y)
    return dy * (1 - y * y)  # (...)'''


def fenced():
    """Hold a fence.

    ```
    inside
    ```
    """


def one_line():
    """Say one thing."""
    return "a string, no docstring"


def test_text_is_the_functions_own_with_the_docstrings_first_line():
    assert repr(source(layers.tanh_backward)) == TEXT


def test_markdown_is_a_fenced_block():
    assert source(layers.tanh_backward)._repr_markdown_() == f"```python\n{TEXT}\n```"


def test_whole_docstring_on_request():
    whole = repr(source(layers.tanh_backward, docstring=True))
    assert "Parameters\n    ----------" in whole
    assert "Parameters" not in repr(source(layers.tanh_backward))


def test_several_functions_name_their_modules_once():
    shown = repr(
        source(
            layers.SigmoidCache,
            layers.sigmoid_forward,
            layers.binary_cross_entropy_backward,
        )
    )
    comments = [line for line in shown.split("\n") if line.startswith("# ")]
    assert comments == ["# gradbook.layers.elementwise", "# gradbook.layers.losses"]
    assert shown.count("\n\n\n") == 2


@pytest.mark.parametrize("name", [n for n in layers.__all__ if n != "LAYERS"])
def test_everything_shown_is_valid_python_without_addresses(name):
    shown = source(getattr(layers, name))
    tree = ast.parse(shown.text)
    assert ast.get_docstring(tree.body[0]) is None or "\n" not in ast.get_docstring(
        tree.body[0]
    )
    assert "0x" not in repr(shown)
    assert all(len(line) <= 88 for line in shown.text.split("\n"))


def test_shown_source_runs_the_same(rng):
    shown = source(layers.tanh_backward).text
    room = {"expect_like": lambda *_: None}
    exec(shown, room)
    x, dy = rng.standard_normal((2, 3))
    _, cache = layers.tanh_forward(x)
    expected = layers.tanh_backward(dy, cache)
    np.testing.assert_array_equal(room["tanh_backward"](dy, cache), expected)


def test_one_line_docstring_and_nested_definitions():
    def outer():
        """Keep this.

        Drop this.
        """

        def inner():
            """Keep too.

            Drop too.
            """

        return inner

    shown = repr(source(one_line, outer))
    assert '"""Say one thing."""' in shown
    assert '"""Keep this."""' in shown
    assert '"""Keep too."""' in shown
    assert "Drop" not in shown


def test_fence_is_longer_than_any_inside():
    markdown = source(fenced, docstring=True)._repr_markdown_()
    assert markdown.startswith("````python\n")
    assert markdown.endswith("\n````")


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (np.exp, "source: expected a function or a class, got ufunc"),
        (lambda: 0, "source: expected a named function, got a lambda"),
        ("tanh", "source: expected a function or a class, got str"),
    ],
)
def test_refusals(thing, message):
    with pytest.raises(TypeError, match=f"^{message}$"):
        source(thing)


def test_nothing_to_show():
    with pytest.raises(TypeError, match=r"^functions: expected at least one"):
        source()
