"""Spanish, of Spain and of the Americas."""

from dataclasses import replace
from typing import Final

from tts.text.normalize.languages.table import BOTH_GROUPS, COMMA_GROUPS, Language, nouns, short_forms

_UNITS: Final = nouns("""
    % - por ciento
    °C m grado Celsius|grados Celsius
    ºC m grado Celsius|grados Celsius
    km/h m kilómetro por hora|kilómetros por hora
    km² m kilómetro cuadrado|kilómetros cuadrados
    m² m metro cuadrado|metros cuadrados
    m³ m metro cúbico|metros cúbicos
    km m kilómetro|kilómetros
    m m metro|metros
    cm m centímetro|centímetros
    mm m milímetro|milímetros
    ha f hectárea|hectáreas
    kg m kilogramo|kilogramos
    g m gramo|gramos
    mg m miligramo|miligramos
    t f tonelada|toneladas
    l m litro|litros
    kWh m kilovatio hora|kilovatios hora
    MW m megavatio|megavatios
    GW m gigavatio|gigavatios
    kW m kilovatio|kilovatios
    GB m gigabyte|gigabytes
    MB m megabyte|megabytes
    TB m terabyte|terabytes
    GHz m gigahercio|gigahercios
    min m minuto|minutos
    h f hora|horas
""")
_MONEY: Final = nouns("""
    € m euro|euros
    EUR m euro|euros
    $ m dólar|dólares
    US$ m dólar estadounidense|dólares estadounidenses
    USD m dólar estadounidense|dólares estadounidenses
    £ f libra|libras
    ¥ m yen|yenes
    CHF m franco suizo|francos suizos
""")
_MAGNITUDES: Final = nouns("""
    millones m millón|millones
    millón m millón|millones
    billones m billón|billones
    mill. m millón|millones
    M m millón|millones
    bn m mil millones|mil millones
""")
_ANYWHERE: Final = short_forms("""
    EE. UU. = Estados Unidos
    EEUU = Estados Unidos
    p. ej. = por ejemplo
    etc. = etcétera
    a. C. = antes de Cristo
    d. C. = después de Cristo
    a. m. = a eme
    p. m. = pe eme
    Ud. = usted
    Uds. = ustedes
    aprox. = aproximadamente
    Cía. = compañía
    Avda. = avenida
    vs. = versus
""")

SPANISH: Final = Language(
    groups=BOTH_GROUPS,
    minus="menos",
    plus="más",
    words="es",
    to="a",
    of="de",
    cents="con",
    genders={
        "uno": {"m": "un", "f": "una"},
        "… uno": {"m": "un", "f": "una"},
        "veintiuno": {"m": "veintiún", "f": "veintiuna"},
    },
    units=_UNITS,
    money=_MONEY,
    magnitudes=_MAGNITUDES,
    anywhere=_ANYWHERE,
    before_name={
        **{"Sr.": "señor", "Sra.": "señora", "Sres.": "señores", "Srta.": "señorita", "Dña.": "doña"},
        **{"Dr.": "doctor", "Dra.": "doctora", "Prof.": "profesor", "Sto.": "santo", "Sta.": "santa"},
    },
    before_number={"n.º": "número", "nº": "número", "núm.": "número", "pág.": "página", "art.": "artículo"},
)
# Mexico, Central America, Puerto Rico and the United States write 1,234.5 and read "punto"; $ is their own money too.
SPANISH_OF_MEXICO: Final = replace(
    SPANISH,
    groups=COMMA_GROUPS,
    decimal=".",
    point="punto",
    money={**SPANISH.money, **nouns("$ m peso|pesos\nMXN m peso|pesos")},
)
SPANISH_OF_THE_SOUTH: Final = replace(SPANISH, money={**SPANISH.money, **nouns("$ m peso|pesos")})
SPANISH_OF_THE_STATES: Final = replace(SPANISH_OF_MEXICO, money=SPANISH.money)
