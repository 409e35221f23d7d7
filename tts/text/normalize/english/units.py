"""Units as they are written after a number, and their names."""

import re
from typing import Final

from tts.text.normalize.english.areas import AREA, area, is_area

# written: (one, many); written exactly so, because "MW" is not "mW" and "in" is a word
_UNITS: Final = {
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "nm": ("nanometer", "nanometers"),
    "μm": ("micrometer", "micrometers"),
    "µm": ("micrometer", "micrometers"),
    "m": ("meter", "meters"),
    "ft": ("foot", "feet"),
    "yd": ("yard", "yards"),
    "yds": ("yard", "yards"),
    "mi": ("mile", "miles"),
    "km²": ("square kilometer", "square kilometers"),
    "km2": ("square kilometer", "square kilometers"),
    "m²": ("square meter", "square meters"),
    "m2": ("square meter", "square meters"),
    "ft²": ("square foot", "square feet"),
    "ft2": ("square foot", "square feet"),
    "mi²": ("square mile", "square miles"),
    "cm²": ("square centimeter", "square centimeters"),
    "cm³": ("cubic centimeter", "cubic centimeters"),
    "ft³": ("cubic foot", "cubic feet"),
    "cc": ("cc", "cc"),
    "ft.": ("foot", "feet"),
    "yd.": ("yard", "yards"),
    "mi.": ("mile", "miles"),
    "kms": ("kilometer", "kilometers"),
    "mcg": ("microgram", "micrograms"),
    "L": ("liter", "liters"),
    "l": ("liter", "liters"),
    "cl": ("centiliter", "centiliters"),
    "dl": ("deciliter", "deciliters"),
    "dL": ("deciliter", "deciliters"),
    "fl oz": ("fluid ounce", "fluid ounces"),
    "fl. oz.": ("fluid ounce", "fluid ounces"),
    "gal": ("gallon", "gallons"),
    "gal.": ("gallon", "gallons"),
    "tbsp": ("tablespoon", "tablespoons"),
    "tbsp.": ("tablespoon", "tablespoons"),
    "tsp": ("teaspoon", "teaspoons"),
    "tsp.": ("teaspoon", "teaspoons"),
    "bbl": ("barrel", "barrels"),
    "bpd": ("barrel per day", "barrels per day"),
    "bcm": ("billion cubic meters", "billion cubic meters"),
    "kt": ("knot", "knots"),
    "kts": ("knot", "knots"),
    "kcal": ("kilocalorie", "kilocalories"),
    "kJ": ("kilojoule", "kilojoules"),
    "mmol": ("millimole", "millimoles"),
    "mmHg": ("millimeter of mercury", "millimeters of mercury"),
    "Pa": ("pascal", "pascals"),
    "hPa": ("hectopascal", "hectopascals"),
    "kPa": ("kilopascal", "kilopascals"),
    "mbar": ("millibar", "millibars"),
    "° C": ("degree Celsius", "degrees Celsius"),
    "° F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "℃": ("degree Celsius", "degrees Celsius"),
    "℉": ("degree Fahrenheit", "degrees Fahrenheit"),
    "kB": ("kilobyte", "kilobytes"),
    "EB": ("exabyte", "exabytes"),
    "Mb": ("megabit", "megabits"),
    "Gb": ("gigabit", "gigabits"),
    "Kbps": ("kilobit per second", "kilobits per second"),
    "gbps": ("gigabit per second", "gigabits per second"),
    "Tbps": ("terabit per second", "terabits per second"),
    "MP": ("megapixel", "megapixels"),
    "mW": ("milliwatt", "milliwatts"),
    "Wh": ("watt hour", "watt hours"),
    "mV": ("millivolt", "millivolts"),
    "kV": ("kilovolt", "kilovolts"),
    "mA": ("milliamp", "milliamps"),
    "MeV": ("mega-electronvolt", "mega-electronvolts"),
    "GeV": ("giga-electronvolt", "giga-electronvolts"),
    "TeV": ("tera-electronvolt", "tera-electronvolts"),
    "bhp": ("brake horsepower", "brake horsepower"),
    "µs": ("microsecond", "microseconds"),
    "μs": ("microsecond", "microseconds"),
    "ns": ("nanosecond", "nanoseconds"),
    "wks": ("week", "weeks"),
    "mos": ("month", "months"),
    "km³": ("cubic kilometer", "cubic kilometers"),
    "m³": ("cubic meter", "cubic meters"),
    "m3": ("cubic meter", "cubic meters"),
    "ha": ("hectare", "hectares"),
    "kg": ("kilogram", "kilograms"),
    "kgs": ("kilogram", "kilograms"),
    "KG": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "μg": ("microgram", "micrograms"),
    "µg": ("microgram", "micrograms"),
    "g": ("gram", "grams"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "lb.": ("pound", "pounds"),
    "lbs.": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "oz.": ("ounce", "ounces"),
    "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"),
    "mph": ("mile per hour", "miles per hour"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "kmh": ("kilometer per hour", "kilometers per hour"),
    "m/s": ("meter per second", "meters per second"),
    "mpg": ("mile per gallon", "miles per gallon"),
    "rpm": ("revolution per minute", "revolutions per minute"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "ºC": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "ºF": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "º": ("degree", "degrees"),
    "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "PB": ("petabyte", "petabytes"),
    "kbps": ("kilobit per second", "kilobits per second"),
    "Mbps": ("megabit per second", "megabits per second"),
    "mbps": ("megabit per second", "megabits per second"),
    "Gbps": ("gigabit per second", "gigabits per second"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "W": ("watt", "watts"),
    "kW": ("kilowatt", "kilowatts"),
    "MW": ("megawatt", "megawatts"),
    "GW": ("gigawatt", "gigawatts"),
    "TW": ("terawatt", "terawatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "MWh": ("megawatt hour", "megawatt hours"),
    "GWh": ("gigawatt hour", "gigawatt hours"),
    "TWh": ("terawatt hour", "terawatt hours"),
    "mAh": ("milliamp hour", "milliamp hours"),
    "V": ("volt", "volts"),
    "hp": ("horsepower", "horsepower"),
    "dB": ("decibel", "decibels"),
    "psi": ("pound per square inch", "pounds per square inch"),
    "ppm": ("part per million", "parts per million"),
    "ppb": ("part per billion", "parts per billion"),
    "bpm": ("beat per minute", "beats per minute"),
    "fps": ("frame per second", "frames per second"),
    "ms": ("millisecond", "milliseconds"),
    "sec": ("second", "seconds"),
    "sec.": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "min.": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "hr.": ("hour", "hours"),
    "hrs.": ("hour", "hours"),
    "yr": ("year", "years"),
    "yrs": ("year", "years"),
    "nmi": ("nautical mile", "nautical miles"),
    "m.p.h.": ("mile per hour", "miles per hour"),
    "m.p.h": ("mile per hour", "miles per hour"),
    "k.p.h.": ("kilometer per hour", "kilometers per hour"),
    "m.p.g.": ("mile per gallon", "miles per gallon"),
    "mm Hg": ("millimeter of mercury", "millimeters of mercury"),
    "mb": ("megabyte", "megabytes"),
    "IU": ("international unit", "international units"),
    "qt": ("quart", "quarts"),
    "qt.": ("quart", "quarts"),
    "qts": ("quart", "quarts"),
    "Tbsp": ("tablespoon", "tablespoons"),
    "Tbsp.": ("tablespoon", "tablespoons"),
    "tbsps": ("tablespoon", "tablespoons"),
    "tsps": ("teaspoon", "teaspoons"),
    "ac": ("acre", "acres"),
    "ac.": ("acre", "acres"),
    "MJ": ("megajoule", "megajoules"),
    "GJ": ("gigajoule", "gigajoules"),
    "pts": ("point", "points"),
    "rebs": ("rebound", "rebounds"),
    "asts": ("assist", "assists"),
}

# Behind a space these are as often something else: "in 1998 W. Bush", "a size 5 L", "12 in all".
_ATTACHED: Final = {
    "h": ("hour", "hours"),
    "in": ("inch", "inches"),
}
# What is weighed, poured or scored is not of that size.
# fmt: off
_CONTENTS: Final = frozenset((
    "IU", "cl", "dl", "dL", "g", "kcal", "kg", "KG", "l", "L", "lb", "mb", "mcg", "mg", "ml", "mL", "oz", "tbsp", "tsp",
    "μg", "µg"
))
# fmt: on
_INCHES: Final = ("inch", "inches")


def _pattern() -> str:
    written = sorted((unit for unit in _UNITS if not re.fullmatch("[A-Zl]", unit)), key=len, reverse=True)
    alone = "|".join(unit for unit in _UNITS if re.fullmatch("[A-Zl]", unit))
    attached = "|".join(_ATTACHED)
    return (
        rf"(?P<unit>{AREA}|" + "|".join(unit.replace(".", r"\.") for unit in written) + r"|in\.(?=,?\s[a-z])"
        rf"|(?:(?<!\d\d\d\d\s)(?:{alone}))(?!\s[A-Z\d])|h(?=\s\d{{1,2}}\s?m)|(?<![\s.])(?:{attached})(?!-))(?![\w°²³])"
    )


UNIT: Final = _pattern()


def unit(written: str, *, one: bool) -> str:
    """The name of a unit that UNIT has matched, for one of it or many."""
    if is_area(written):
        return area(written, one=one)
    return (_UNITS.get(written) or _ATTACHED.get(written) or _INCHES)[0 if one else 1]


def is_unit(written: str) -> bool:
    return written in _UNITS or is_area(written)


def stands_for_itself(written: str) -> bool:
    """Whether these are of what follows, as in "18g fat"; a "35mm film" is of that size."""
    return written in _CONTENTS or (written.endswith("s") and len(written) > 2)
