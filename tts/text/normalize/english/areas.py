"""Square and cubic units in words: "sq ft", "sq. miles", "cu. m"."""

import re
from typing import Final

_SQUARED: Final = {"sq": "square", "cu": "cubic"}
_SIDES: Final = {
    "km": ("kilometer", "kilometers"),
    "kilometer": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "m": ("meter", "meters"),
    "meter": ("meter", "meters"),
    "ft": ("foot", "feet"),
    "foot": ("foot", "feet"),
    "feet": ("foot", "feet"),
    "mi": ("mile", "miles"),
    "mile": ("mile", "miles"),
    "in": ("inch", "inches"),
    "inch": ("inch", "inches"),
    "yd": ("yard", "yards"),
    "yard": ("yard", "yards"),
}
# "sq ft" and "sq. ft." as the one unit that they are
AREA: Final = (
    r"(?:(?:sq|cu)\.[ -]?(?:km|cm|m|ft|mi|in|yd)\.|(?:sq|cu)\.?[ -]"
    r"(?:kilomet(?:er|re)s?|met(?:er|re)s?|feet|foot|miles?|inch(?:es)?|yards?|km|cm|m|ft|mi|in|yd))(?![\w°²³])"
)
_AREA: Final = re.compile(AREA)
_AREA_PARTS: Final = re.compile(r"(?P<power>sq|cu)\W+(?P<side>[a-z]+)")


def is_area(written: str) -> bool:
    return written.startswith(("sq", "cu")) and _AREA.fullmatch(written) is not None


def area(written: str, *, one: bool) -> str:
    """ "sq. ft." -> "square feet" """
    parts = _AREA_PARTS.match(written)
    if parts is None:
        return written
    side = parts["side"].replace("metre", "meter")
    names = _SIDES.get(side) or _SIDES[side.removesuffix("es" if side == "inches" else "s")]
    return f"{_SQUARED[parts['power']]} {names[0 if one else 1]}"
