"""German."""

from typing import Final

from tts.text.normalize.languages.table import BOTH_GROUPS, Language, Noun, nouns, short_forms

_UNITS: Final = nouns("""
    % n Prozent
    ‰ n Promille
    °C n Grad Celsius
    ° n Grad
    km/h m Kilometer pro Stunde
    km² m Quadratkilometer
    m² m Quadratmeter
    m³ m Kubikmeter
    km m Kilometer
    m m Meter
    cm m Zentimeter
    mm m Millimeter
    ha m Hektar
    kg n Kilogramm
    g n Gramm
    mg n Milligramm
    t f Tonne|Tonnen
    l m Liter
    kWh f Kilowattstunde|Kilowattstunden
    MW n Megawatt
    GW n Gigawatt
    kW n Kilowatt
    GB n Gigabyte
    MB n Megabyte
    TB n Terabyte
    GHz n Gigahertz
    h f Stunde|Stunden
    Std. f Stunde|Stunden
    Min. f Minute|Minuten
""")
_MONEY: Final = nouns("""
    € m Euro
    EUR m Euro
    $ m Dollar
    US$ m US-Dollar
    USD m US-Dollar
    £ n Pfund
    ¥ m Yen
    CHF m Franken
""")
_MAGNITUDES: Final = nouns("""
    Tsd. n Tausend
    Mio. f Million|Millionen
    Mill. f Million|Millionen
    Millionen f Million|Millionen
    Million f Million|Millionen
    Mrd. f Milliarde|Milliarden
    Milliarden f Milliarde|Milliarden
    Milliarde f Milliarde|Milliarden
    Bio. f Billion|Billionen
    bn f Milliarde|Milliarden
""")
_ANYWHERE: Final = short_forms("""
    z. B. = zum Beispiel
    Z. B. = zum Beispiel
    d. h. = das heißt
    u. a. = unter anderem
    u. Ä. = und Ähnliches
    o. Ä. = oder Ähnliches
    i. d. R. = in der Regel
    v. a. = vor allem
    s. o. = siehe oben
    s. u. = siehe unten
    n. Chr. = nach Christus
    v. Chr. = vor Christus
    m. E. = meines Erachtens
    z. T. = zum Teil
    z. Zt. = zurzeit
    zzt. = zurzeit
    usw. = und so weiter
    usf. = und so fort
    etc. = et cetera
    bzw. = beziehungsweise
    ca. = circa
    evtl. = eventuell
    ggf. = gegebenenfalls
    inkl. = inklusive
    sog. = sogenannte
    vgl. = vergleiche
    bspw. = beispielsweise
    insb. = insbesondere
    ebd. = ebenda
    Mio. = Millionen
    Mrd. = Milliarden
    Tsd. = Tausend
    Str. = Straße
""")

GERMAN: Final = Language(
    groups=BOTH_GROUPS,
    minus="minus",
    words="de",
    to="bis",
    genders={"eins": {"m": "ein", "f": "eine", "n": "ein"}},
    units=_UNITS,
    money=_MONEY,
    magnitudes=_MAGNITUDES,
    anywhere=_ANYWHERE,
    before_name={"Dr.": "Doktor", "Prof.": "Professor", "Hr.": "Herr", "St.": "Sankt"},
    before_number={
        "Nr.": "Nummer",
        "S.": "Seite",
        "Abs.": "Absatz",
        "Art.": "Artikel",
        "Kap.": "Kapitel",
        "Bd.": "Band",
    },
    clock=r"(?P<hour>[01]?\d|2[0-4])[.:](?P<minute>[0-5]\d)[ \u00a0\u202f]Uhr(?!\w)",
    hours=Noun("n", ("Uhr",)),
)
