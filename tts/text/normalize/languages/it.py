"""Italian."""

from typing import Final

from tts.text.normalize.languages.table import BOTH_GROUPS, Language, Noun, nouns, short_forms

_UNITS: Final = nouns("""
    % - per cento
    °C m grado Celsius|gradi Celsius
    km/h m chilometro orario|chilometri orari
    km² m chilometro quadrato|chilometri quadrati
    m² m metro quadrato|metri quadrati
    m³ m metro cubo|metri cubi
    km m chilometro|chilometri
    m m metro|metri
    cm m centimetro|centimetri
    mm m millimetro|millimetri
    ha m ettaro|ettari
    kg m chilogrammo|chilogrammi
    g m grammo|grammi
    mg m milligrammo|milligrammi
    t f tonnellata|tonnellate
    l m litro|litri
    kWh m chilowattora
    MW m megawatt
    GW m gigawatt
    kW m chilowatt
    GB m gigabyte
    MB m megabyte
    TB m terabyte
    GHz m gigahertz
    min m minuto|minuti
    h f ora|ore
""")
_MONEY: Final = nouns("""
    € m euro
    EUR m euro
    $ m dollaro|dollari
    US$ m dollaro americano|dollari americani
    £ f sterlina|sterline
    ¥ m yen
    CHF m franco svizzero|franchi svizzeri
""")
_MAGNITUDES: Final = nouns("""
    milioni m milione|milioni
    milione m milione|milioni
    miliardi m miliardo|miliardi
    miliardo m miliardo|miliardi
    mln. m milione|milioni
    mld. m miliardo|miliardi
    mrd. m miliardo|miliardi
    bn m miliardo|miliardi
""")
_ANYWHERE: Final = short_forms("""
    ecc. = eccetera
    p. es. = per esempio
    ad es. = ad esempio
    a. C. = avanti Cristo
    d. C. = dopo Cristo
    ca. = circa
    c. d. = cosiddetto
    cfr. = confronta
    mln. = milioni
    mld. = miliardi
    vs. = versus
""")

ITALIAN: Final = Language(
    groups=BOTH_GROUPS,
    minus="meno",
    plus="più",
    words="it",
    to="a",
    of="di",
    cents="e",
    genders={"uno": {"m": "un", "f": "una"}},
    units=_UNITS,
    money=_MONEY,
    magnitudes=_MAGNITUDES,
    anywhere=_ANYWHERE,
    before_name={
        **{"dott.": "dottor", "Dott.": "dottor", "dott.ssa": "dottoressa", "Dott.ssa": "dottoressa", "sig.": "signor"},
        **{"Sig.": "signor", "sig.ra": "signora", "Sig.ra": "signora", "prof.": "professor", "Prof.": "professor"},
        **{"on.": "onorevole", "On.": "onorevole", "ing.": "ingegner", "avv.": "avvocato"},
    },
    before_number={
        "n.": "numero",
        "nº": "numero",
        "n°": "numero",
        "art.": "articolo",
        "pag.": "pagina",
        "p.": "pagina",
    },
    clock=r"(?P<hour>[01]?\d|2[0-4])\.(?P<minute>[0-5]\d)(?:(?<=ore \d\d\.\d\d)|(?<=ore \d\.\d\d))(?![\w.,]?\d)",
    hours=Noun("f", ("",)),
    minutes="e",
)
