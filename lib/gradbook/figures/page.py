"""What all interactive figures share: controls, a drawing, a message, a script.

A figure gives its controls, the layers of its drawing, its numbers and a script that
defines `draw`. Plain JavaScript and SVG; the chapter computed the numbers, and nothing
is fetched.
"""

import json
from string import Template

PAGE = Template("""\
<figure id="$name">
<div class="figure-controls">
$controls
</div>
<svg viewBox="0 0 400 $height" role="img"
aria-label="$label">
$layers
</svg>
<p role="status" name="message">With JavaScript, this figure has controls.</p>
</figure>
<script>
(() => {
  const all = document.querySelectorAll("#$name");
  const root = all[all.length - 1];
  const get = name => root.querySelector(`[name="$${name}"]`);
  const line = (path, width, dash = "0") =>
    `<path d="$${path}" stroke-width="$${width}" stroke-dasharray="$${dash}"/>`;
  const word = (x, y, text, anchor = "middle") =>
    `<text x="$${x}" y="$${y}" text-anchor="$${anchor}">$${text}</text>`;
  const paint = parts => {
    for (const part in parts) root.querySelector("." + part).innerHTML = parts[part];
  };
$data
$script
  root.addEventListener("input", draw);
  draw();
})();
</script>""")


def page(name, label, height, *, controls, layers, script, data):
    """Return a figure's HTML.

    Parameters
    ----------
    name : str
        The element's id.
    label : str
        What the drawing shows, for those who cannot see it.
    height : float
        Of the drawing, which is 400 wide.
    controls : list of str
        From `slider`, `choice` and `button`.
    layers : str
        The drawing's groups, which `paint` fills by class.
    script : str
        JavaScript with a function `draw`, called at the start and after each input.
    data : dict
        Name -> what the script finds under that name.
    """
    given = {key: json.dumps(value, ensure_ascii=False) for key, value in data.items()}
    return PAGE.substitute(
        name=name,
        label=label,
        height=height,
        controls="\n".join(controls),
        layers=layers,
        script=script.strip("\n"),
        data="\n".join(f"  const {key} = {value};" for key, value in given.items()),
    )


def slider(label, name, low, high, value, *, step=1, shown=""):
    """A slider, and beside it what it is set to, under the name `name-shown`."""
    reach = f'min="{low}" max="{high}" step="{step}" value="{value}"'
    return (
        f'<label>{label} <input name="{name}" type="range" {reach}>\n'
        f'<output name="{name}-shown">{shown}</output></label>'
    )


def choice(label, name, options):
    """A menu of texts, the first of them chosen."""
    listed = "".join(f"<option>{text}</option>" for text in options)
    return f'<label>{label} <select name="{name}">{listed}</select></label>'


def button(text, name):
    """A button."""
    return f'<button type="button" name="{name}">{text}</button>'
