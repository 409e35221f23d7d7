"""Formulas in MathML, as KaTeX, MathJax and encyclopedias write them: short ones are read, the others are not."""

import re
from typing import Any, Final

from tts.text.extraction.blocks import EXPONENTS

_LONGEST: Final = 40  # characters
_STYLE: Final = re.compile(
    r"\\(?:displaystyle|textstyle|mathrm|mathit|mathbf|mathcal|mathbb|text|operatorname|left|right|,|;|!|:|quad)(?![a-z])"
)
# What is left of TeX after this cannot be read: fractions, roots, raised and lowered parts.
_COMMAND: Final = re.compile(r"\\([A-Za-z]{1,12})(?![A-Za-z])\s*")
_NAMES: Final = (
    "log ln exp sin cos tan min max lim gcd det alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu"
    " xi pi rho sigma tau phi chi psi omega Gamma Delta Theta Lambda Sigma Omega"
)
_SIGNS: Final = {
    "times": " × ", "cdot": " · ", "le": " ≤ ", "leq": " ≤ ", "ge": " ≥ ", "geq": " ≥ ", "ne": " ≠ ", "neq": " ≠ ",
    "approx": " ≈ ", "pm": " ± ", "to": " → ", "in": " ∈ ", "infty": "∞", "ldots": "…", "dots": "…",
    **{name: f"{name} " for name in _NAMES.split()},
}  # fmt: skip
_RAISED: Final = re.compile(r"\^\{?([0-9])\}?(?![0-9])")
_UNREADABLE: Final = re.compile(r"[\\^_&~$#%]")
_FLAT: Final = frozenset(("mi", "mn", "mo", "mrow", "mtext", "mspace", "mstyle", "semantics", "math"))


def write_formulas(tree: Any) -> None:
    """Each formula that can be read becomes a span of text; the others are emptied."""
    for formula in reversed(list(tree.iter("math"))):  # the inner ones first, so that each part is looked at once
        text = _text(formula)
        formula.clear(keep_tail=True)
        if text:
            formula.tag = "span"
            formula.text = text


def _text(formula: Any) -> str:
    for tex in (*formula.xpath(".//annotation[@encoding='application/x-tex']")[:1], formula):
        source = tex.get("alttext") if tex is formula else tex.text
        if source:
            return _readable(source[: 10 * _LONGEST])
    # Without its source, only what stands on one line.
    if all(part.tag in _FLAT for part in formula.iter()):
        text = " ".join("".join(formula.itertext()).split())
        return text if len(text) <= _LONGEST else ""
    return ""


def _readable(tex: str) -> str:
    text = _STYLE.sub("", tex).strip()
    text = _RAISED.sub(lambda match: match[1].translate(EXPONENTS), text)
    text = _COMMAND.sub(lambda match: _SIGNS.get(match[1], match[0]), text)
    text = " ".join(text.replace("{", "").replace("}", "").split())
    return "" if len(text) > _LONGEST or _UNREADABLE.search(text) else text
