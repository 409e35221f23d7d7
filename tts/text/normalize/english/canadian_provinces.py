"""Canadian provinces as newspapers shorten them behind a city and a comma: "Sault Ste. Marie, Ont."."""

from typing import Final

PROVINCES: Final = {
    "alta": "Alberta",
    "b.c": "British Columbia",
    "man": "Manitoba",
    "n.b": "New Brunswick",
    "n.l": "Newfoundland and Labrador",
    "n.s": "Nova Scotia",
    "n.w.t": "Northwest Territories",
    "ont": "Ontario",
    "p.e.i": "Prince Edward Island",
    "que": "Quebec",
    "sask": "Saskatchewan",
}
