"""Polish."""

from typing import Final

from tts.text.normalize.languages.table import BOTH_GROUPS, Language, nouns, polish, short_forms

_UNITS: Final = nouns("""
    % m procent|procent|procent|procenta
    °C m stopień Celsjusza|stopnie Celsjusza|stopni Celsjusza|stopnia Celsjusza
    ° m stopień|stopnie|stopni|stopnia
    km/h m kilometr na godzinę|kilometry na godzinę|kilometrów na godzinę|kilometra na godzinę
    km² m kilometr kwadratowy|kilometry kwadratowe|kilometrów kwadratowych|kilometra kwadratowego
    m² m metr kwadratowy|metry kwadratowe|metrów kwadratowych|metra kwadratowego
    km m kilometr|kilometry|kilometrów|kilometra
    m m metr|metry|metrów|metra
    cm m centymetr|centymetry|centymetrów|centymetra
    mm m milimetr|milimetry|milimetrów|milimetra
    ha m hektar|hektary|hektarów|hektara
    kg m kilogram|kilogramy|kilogramów|kilograma
    g m gram|gramy|gramów|grama
    mg m miligram|miligramy|miligramów|miligrama
    t f tona|tony|ton|tony
    l m litr|litry|litrów|litra
    kWh f kilowatogodzina|kilowatogodziny|kilowatogodzin|kilowatogodziny
    MW m megawat|megawaty|megawatów|megawata
    GW m gigawat|gigawaty|gigawatów|gigawata
    GB m gigabajt|gigabajty|gigabajtów|gigabajta
    MB m megabajt|megabajty|megabajtów|megabajta
    GHz m gigaherc|gigaherce|gigaherców|gigaherca
    min f minuta|minuty|minut|minuty
    tys. m tysiąc|tysiące|tysięcy|tysiąca
""")
_MONEY: Final = nouns("""
    zł m złoty|złote|złotych|złotego
    PLN m złoty|złote|złotych|złotego
    € n euro
    EUR n euro
    $ m dolar|dolary|dolarów|dolara
    USD m dolar|dolary|dolarów|dolara
    £ m funt|funty|funtów|funta
    ¥ m jen|jeny|jenów|jena
    CHF m frank|franki|franków|franka
    gr m grosz|grosze|groszy|grosza
""")
_MAGNITUDES: Final = nouns("""
    tys. m tysiąc|tysiące|tysięcy|tysiąca
    mln m milion|miliony|milionów|miliona
    mld m miliard|miliardy|miliardów|miliarda
    bln m bilion|biliony|bilionów|biliona
    bn m miliard|miliardy|miliardów|miliarda
""")
_ANYWHERE: Final = short_forms("""
    m.in. = między innymi
    m. in. = między innymi
    itd. = i tak dalej
    itp. = i tym podobne
    np. = na przykład
    tzn. = to znaczy
    tzw. = tak zwany
    tj. = to jest
    wg = według
    ul. = ulicy
    al. = alei
    pl. = placu
    św. = święty
    ok. = około
    godz. = godzinie
    br. = bieżącego roku
    ub.r. = ubiegłego roku
    n.e. = naszej ery
    p.n.e. = przed naszą erą
    ww. = wyżej wymieniony
    cdn. = ciąg dalszy nastąpi
    im. = imienia
""")

POLISH: Final = Language(
    groups=BOTH_GROUPS,
    minus="minus",
    words="pl",
    plural=polish,
    genders={
        "jeden": {"f": "jedna", "n": "jedno"},
        "dwa": {"f": "dwie"},
        "… dwa": {"f": "dwie"},
    },
    units=_UNITS,
    money=_MONEY,
    magnitudes=_MAGNITUDES,
    anywhere=_ANYWHERE,
    before_name={"dr": "doktor", "prof.": "profesor", "gen.": "generał", "ks.": "ksiądz", "inż.": "inżynier"},
    before_number={"nr": "numer", "art.": "artykuł", "str.": "strona", "tel.": "telefon"},
    after_number={"r.": "roku", "w.": "wieku"},
)
