"""Portuguese, of Brazil and of Portugal."""

from dataclasses import replace
from typing import Final

from tts.text.normalize.languages.table import BOTH_GROUPS, Language, Noun, nouns, short_forms

_UNITS: Final = nouns("""
    % m por cento
    °C m grau Celsius|graus Celsius
    ºC m grau Celsius|graus Celsius
    km/h m quilômetro por hora|quilômetros por hora
    km² m quilômetro quadrado|quilômetros quadrados
    m² m metro quadrado|metros quadrados
    m³ m metro cúbico|metros cúbicos
    km m quilômetro|quilômetros
    m m metro|metros
    cm m centímetro|centímetros
    mm m milímetro|milímetros
    ha m hectare|hectares
    kg m quilograma|quilogramas
    g m grama|gramas
    mg m miligrama|miligramas
    t f tonelada|toneladas
    l m litro|litros
    L m litro|litros
    kWh m quilowatt-hora|quilowatts-hora
    MW m megawatt|megawatts
    GW m gigawatt|gigawatts
    kW m quilowatt|quilowatts
    GB m gigabyte|gigabytes
    MB m megabyte|megabytes
    TB m terabyte|terabytes
    GHz m giga-hertz
    min m minuto|minutos
    h f hora|horas
""")
_MONEY: Final = nouns("""
    R$ m real|reais
    € m euro|euros
    EUR m euro|euros
    $ m dólar|dólares
    US$ m dólar|dólares
    £ f libra|libras
    ¥ m iene|ienes
""")
_MAGNITUDES: Final = nouns("""
    mil m mil
    milhões m milhão|milhões
    milhão m milhão|milhões
    bilhões m bilhão|bilhões
    bilhão m bilhão|bilhões
    trilhões m trilhão|trilhões
    trilhão m trilhão|trilhões
    mi m milhão|milhões
    bi m bilhão|bilhões
    tri m trilhão|trilhões
    bn m bilhão|bilhões
""")
_ANYWHERE: Final = short_forms("""
    etc. = etcétera
    p. ex. = por exemplo
    a. C. = antes de Cristo
    d. C. = depois de Cristo
    aprox. = aproximadamente
    Cia. = companhia
    Ltda. = limitada
    av. = avenida
    vs. = versus
""")

BRAZILIAN: Final = Language(
    groups=BOTH_GROUPS,
    minus="menos",
    plus="mais",
    words="pt_BR",
    to="a",
    of="de",
    cents="e",
    genders={"um": {"f": "uma"}, "… um": {"f": "uma"}, "dois": {"f": "duas"}, "… dois": {"f": "duas"}},
    units=_UNITS,
    money=_MONEY,
    magnitudes=_MAGNITUDES,
    anywhere=_ANYWHERE,
    before_name={
        **{"Sr.": "senhor", "Sra.": "senhora", "Srs.": "senhores", "Srta.": "senhorita", "Dr.": "doutor"},
        **{"Dra.": "doutora", "Prof.": "professor", "Profa.": "professora", "Sto.": "santo"},
    },
    before_number={"n.º": "número", "nº": "número", "n°": "número", "art.": "artigo", "pág.": "página", "p.": "página"},
    clock=r"(?P<hour>[01]?\d|2[0-4])h(?P<minute>[0-5]\d)(?!\w|:)",
    hours=Noun("f", ("hora", "horas")),
    minutes="e",
)
PORTUGUESE: Final = replace(
    BRAZILIAN,
    words="pt",
    units={
        **BRAZILIAN.units,
        **nouns("km m quilómetro|quilómetros\nkm/h m quilómetro por hora|quilómetros por hora"),
        **nouns("km² m quilómetro quadrado|quilómetros quadrados"),
    },
    magnitudes={
        **nouns("mil m mil\nmilhões m milhão|milhões\nmilhão m milhão|milhões\nM m milhão|milhões"),
        **nouns("bn m mil milhões"),
    },
)
