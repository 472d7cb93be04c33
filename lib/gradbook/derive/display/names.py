"""How a name of the code is set in a formula: z1, x_hat, eta_max, dP, W1."""

import re

ACCENTS = {
    "hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "dot": r"\dot",
}  # fmt: skip
LETTERS = """
    alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = {name: "\\" + name for name in LETTERS.split()}
GREEK |= {"epsilon": r"\varepsilon", "ell": r"\ell"}
WORDS = {"max": r"\max", "min": r"\min", "star": "*", "prime": r"\prime"}


def is_greek(name):
    """True for a lower-case Greek name: by habit a coefficient, written first."""
    base = split_name(name)[0]
    return base.islower() and base in GREEK and base != "ell"


def split_name(name):
    """(letter, accents, subscripts): `x_hat` is x with a hat, `z1` is z, sub 1."""
    base, *parts = [part for part in name.split("_") if part] or [name]
    if found := re.fullmatch(r"(\D+?)(\d+)", base):
        base, parts = found[1], [found[2], *parts]
    accents = [part for part in parts if part in ACCENTS]
    for accent in ACCENTS:
        stem = base.removesuffix(accent)
        if stem != base and (len(stem) == 1 or stem in GREEK):
            base, accents = stem, [*accents, accent]
    return base, accents, [part for part in parts if part not in ACCENTS]


def name_parts(name):
    """(TeX of the letter, TeX of each subscript)."""
    base, accents, subscripts = split_name(name)
    tex = _word(base)
    for accent in accents:
        tex = f"{ACCENTS[accent]}{{{tex}}}"
    return tex, [_word(part) for part in subscripts]


def tex_name(name):
    """TeX of a scalar's or a size's name."""
    tex, subscripts = name_parts(name)
    return f"{tex}_{{{','.join(subscripts)}}}" if subscripts else tex


def tex_array_name(name):
    """TeX of an array's name: W1 is W^{(1)}, so that its entries can carry indices."""
    tex, subscripts = name_parts(name)
    return f"{tex}^{{({','.join(subscripts)})}}" if subscripts else tex


def _word(word):
    if word in GREEK or word in WORDS:
        return GREEK.get(word) or WORDS[word]
    if len(word) == 1 or word.isdigit():
        return word
    gradient = re.fullmatch(r"d([A-Za-z]|[A-Z]?[a-z]+)", word)
    if gradient and (len(gradient[1]) == 1 or gradient[1] in GREEK):
        return rf"\mathrm{{d}}{_word(gradient[1])}"
    return rf"\mathrm{{{word}}}"


def tex_subscript(indices):
    """Indices side by side; with commas when one of them is more than one sign."""
    if all(len(i) == 1 or re.fullmatch(r"\\[A-Za-z]+", i) for i in indices):
        return (" " if any(i.startswith("\\") for i in indices) else "").join(indices)
    return ",".join(indices)
