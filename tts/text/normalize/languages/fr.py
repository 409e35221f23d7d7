"""French."""

from typing import Final

from tts.text.normalize.languages.table import BOTH_GROUPS, Language, Noun, french, nouns, short_forms

_UNITS: Final = nouns("""
    % m pour cent
    °C m degré Celsius|degrés Celsius
    ° m degré|degrés
    km/h m kilomètre par heure|kilomètres par heure
    km² m kilomètre carré|kilomètres carrés
    m² m mètre carré|mètres carrés
    m³ m mètre cube|mètres cubes
    km m kilomètre|kilomètres
    m m mètre|mètres
    cm m centimètre|centimètres
    mm m millimètre|millimètres
    ha m hectare|hectares
    kg m kilogramme|kilogrammes
    g m gramme|grammes
    mg m milligramme|milligrammes
    t f tonne|tonnes
    l m litre|litres
    L m litre|litres
    kWh m kilowattheure|kilowattheures
    MW m mégawatt|mégawatts
    GW m gigawatt|gigawatts
    kW m kilowatt|kilowatts
    Go m gigaoctet|gigaoctets
    Mo m mégaoctet|mégaoctets
    To m téraoctet|téraoctets
    GHz m gigahertz
    min f minute|minutes
    h f heure|heures
""")
_MONEY: Final = nouns("""
    € m euro|euros
    EUR m euro|euros
    $ m dollar|dollars
    US$ m dollar américain|dollars américains
    £ f livre|livres
    ¥ m yen|yens
    CHF m franc suisse|francs suisses
""")
_MAGNITUDES: Final = nouns("""
    millions m million|millions
    million m million|millions
    milliards m milliard|milliards
    milliard m milliard|milliards
    Md m milliard|milliards
    Mds m milliard|milliards
    Mrd m milliard|milliards
    M m million|millions
    bn m milliard|milliards
""")
_ANYWHERE: Final = short_forms("""
    p. ex. = par exemple
    c.-à-d. = c’est-à-dire
    c’est-à-d. = c’est-à-dire
    etc. = et cetera
    env. = environ
    av. J.-C. = avant Jésus-Christ
    ap. J.-C. = après Jésus-Christ
    Cie = compagnie
    cf. = confer
    éd. = édition
    av. = avenue
""")

FRENCH: Final = Language(
    groups=BOTH_GROUPS,
    minus="moins",
    words="fr",
    to="à",
    of="de",
    elided="d’",
    plural=french,
    genders={"un": {"f": "une"}, "… un": {"f": "une"}},
    units=_UNITS,
    money=_MONEY,
    magnitudes=_MAGNITUDES,
    anywhere=_ANYWHERE,
    before_name={
        **{"M.": "Monsieur", "MM.": "Messieurs", "Mme": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle"},
        **{"Dr": "Docteur", "Dr.": "Docteur", "Pr": "Professeur", "Me": "Maître", "St": "Saint", "Ste": "Sainte"},
    },
    before_number={"n°": "numéro", "n o": "numéro", "nº": "numéro", "N°": "numéro", "art.": "article", "p.": "page"},
    clock=r"(?P<hour>[01]?\d|2[0-4])(?:[ \u00a0\u202f]?h)(?:[ \u00a0\u202f]?(?P<minute>[0-5]\d)(?!\d))?(?!\w|:)",
    hours=Noun("f", ("heure", "heures")),
)
