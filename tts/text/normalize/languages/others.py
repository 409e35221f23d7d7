"""Languages that espeak reads well but for the marks between thousands, the minus and a few short forms.

Their numbers stay digits: num2words does not know the language, or what it says was found wrong.
"""

from types import MappingProxyType
from typing import Final

from tts.text.normalize.languages.table import (
    BOTH_GROUPS,
    COMMA_GROUPS,
    POINT_GROUPS,
    SPACE_GROUPS,
    Language,
    nouns,
    short_forms,
)

OTHERS: Final = MappingProxyType(
    {
        "ca": Language(
            POINT_GROUPS,
            minus="menys",
            anywhere=short_forms("p. ex. = per exemple\netc. = etcètera\nEUA = Estats Units\nEE. UU. = Estats Units"),
            before_name={"Sr.": "senyor", "Sra.": "senyora", "Dr.": "doctor", "Dra.": "doctora"},
        ),
        "cs": Language(
            SPACE_GROUPS,
            anywhere=short_forms(
                "atd. = a tak dále\napod. = a podobně\nnapř. = například\ntzv. = takzvaný\ntj. = to jest"
            ),
            before_name={"Dr.": "doktor", "prof.": "profesor", "Ing.": "inženýr"},
        ),
        "da": Language(
            POINT_GROUPS,
            minus="minus",
            anywhere=short_forms("bl.a. = blandt andet\nf.eks. = for eksempel\nosv. = og så videre\nca. = cirka"),
        ),
        "el": Language(POINT_GROUPS),
        "eu": Language(POINT_GROUPS, minus="minus"),
        "fa": Language(COMMA_GROUPS, decimal=".", minus="منفی"),
        "fi": Language(
            SPACE_GROUPS,
            anywhere=short_forms("esim. = esimerkiksi\njne. = ja niin edelleen\nns. = niin sanottu\nmm. = muun muassa"),
        ),
        "hu": Language(SPACE_GROUPS, minus="mínusz"),
        "hy": Language(SPACE_GROUPS, minus="մինուս"),
        "is": Language(POINT_GROUPS, minus="mínus"),
        "kk": Language(SPACE_GROUPS, minus="минус", point="бүтін"),
        "lv": Language(SPACE_GROUPS),
        "no": Language(
            BOTH_GROUPS,
            money=nouns("€ m euro\n$ m dollar\n£ n pund\nkr f krone|kroner"),
            units=nouns(
                "% m prosent\n°C m grad Celsius|grader Celsius\nkm m kilometer\nkg m kilo\nkm/t m kilometer i timen"
            ),
            magnitudes=nouns("mill. m million|millioner\nmrd. m milliard|milliarder"),
            anywhere=short_forms("bl.a. = blant annet\nf.eks. = for eksempel\nosv. = og så videre\nca. = cirka"),
        ),
        "ro": Language(POINT_GROUPS),
        "sk": Language(SPACE_GROUPS, minus="mínus"),
        "sl": Language(POINT_GROUPS, minus="minus"),
        "sv": Language(
            SPACE_GROUPS,
            anywhere=short_forms(
                "bl.a. = bland annat\nt.ex. = till exempel\nosv. = och så vidare\nca = cirka\nm.m. = med mera"
            ),
        ),
        "te": Language(COMMA_GROUPS, decimal=".", minus="మైనస్"),
        "tr": Language(POINT_GROUPS, minus="eksi"),
        "ur": Language(COMMA_GROUPS, decimal=".", minus="منفی"),
        "vi": Language(POINT_GROUPS),
        "zh": Language(COMMA_GROUPS, decimal=".", minus="负"),
    }
)
