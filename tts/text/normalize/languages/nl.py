"""Dutch."""

from typing import Final

from tts.text.normalize.languages.table import BOTH_GROUPS, Language, Noun, nouns, short_forms

_UNITS: Final = nouns("""
    % n procent
    °C m graad Celsius|graden Celsius
    ° m graad|graden
    km/u m kilometer per uur
    km/h m kilometer per uur
    km² m vierkante kilometer
    m² m vierkante meter
    m³ m kubieke meter
    km m kilometer
    m m meter
    cm m centimeter
    mm m millimeter
    ha f hectare
    kg n kilogram
    g n gram
    mg n milligram
    l m liter
    kWh n kilowattuur
    MW m megawatt
    GW m gigawatt
    kW m kilowatt
    GB m gigabyte
    MB m megabyte
    TB m terabyte
    GHz m gigahertz
    min. f minuut|minuten
""")
_MONEY: Final = nouns("""
    € m euro
    EUR m euro
    $ m dollar
    US$ m Amerikaanse dollar
    £ n pond
    ¥ m yen
""")
_MAGNITUDES: Final = nouns("""
    mln. n miljoen
    miljoen n miljoen
    mld. n miljard
    mrd. n miljard
    miljard n miljard
    bn n miljard
""")
_ANYWHERE: Final = short_forms("""
    bijv. = bijvoorbeeld
    bv. = bijvoorbeeld
    d.w.z. = dat wil zeggen
    m.a.w. = met andere woorden
    o.a. = onder andere
    m.b.t. = met betrekking tot
    i.p.v. = in plaats van
    t.o.v. = ten opzichte van
    t.a.v. = ten aanzien van
    i.v.m. = in verband met
    a.u.b. = alstublieft
    o.m. = onder meer
    enz. = enzovoort
    etc. = et cetera
    jl. = jongstleden
    a.s. = aanstaande
    ca. = circa
    incl. = inclusief
    excl. = exclusief
    evt. = eventueel
    resp. = respectievelijk
    mln. = miljoen
    mld. = miljard
    v.Chr. = voor Christus
    n.Chr. = na Christus
""")

DUTCH: Final = Language(
    groups=BOTH_GROUPS,
    minus="min",
    words="nl",
    to="tot",
    units=_UNITS,
    money=_MONEY,
    magnitudes=_MAGNITUDES,
    anywhere=_ANYWHERE,
    before_name={
        **{"dr.": "doctor", "Dr.": "doctor", "dhr.": "de heer", "Dhr.": "De heer", "mevr.": "mevrouw"},
        **{"Mevr.": "Mevrouw", "mr.": "meester", "prof.": "professor", "Prof.": "Professor", "ir.": "ingenieur"},
    },
    before_number={"nr.": "nummer", "blz.": "bladzijde", "art.": "artikel"},
    clock=r"(?P<hour>[01]?\d|2[0-4])[.:](?P<minute>[0-5]\d)[ \u00a0\u202f]uur(?!\w)",
    hours=Noun("n", ("uur",)),
)
