"""Words in capitals: which are spelled, which are said, and which are only loud. What engines read well is left."""

import re
from typing import Final

from tts.text.normalize.spoken import Place, Reading, Rule

# fmt: off
# Engines say these as words, some of them only among other words in capitals.
_SPELLED: Final = frozenset((
    "AAPL", "AARP", "ABA", "ACA", "ACLU", "ADA", "ADL", "AFC", "AFL", "AFP", "AFT", "AGI", "AIG", "ALS", "AMA",
    "AMC", "AMZN", "ANC", "AOC", "APA", "ASU", "ATF", "ATP", "AWS", "BABA", "CEA", "CEO", "CFO", "CIA", "CIO",
    "CNN", "COE", "COO", "CTO", "DEA", "DEI", "DOD", "DOE", "DUP", "DVLA", "ECB", "ECG", "ECJ", "EEOC", "EFL",
    "EIA", "EIB", "EMA", "EPA", "EPL", "ESA", "ESG", "ESPN", "ETA", "ETF", "ETH", "EUA", "EVP", "FAA", "FAO", "FAQ",
    "FDIC", "FEC", "FIA", "FOI", "FOMC", "GAO", "GOOG", "GOOGL", "GOP", "IAEA", "ICC", "ICJ", "ICU", "IDA", "IDF",
    "IEA", "IEC", "IED", "IFC", "IFS", "IMDB", "IMF", "IMO", "INEC", "INS", "IOC", "IOM", "IOU", "IPL", "IPO",
    "IRA", "IRB", "IRGC", "IRS", "ISA", "ISI", "ISP", "ISS", "ITN", "ITU", "IUD", "IVF", "LED", "MEP", "MOD", "MOT",
    "MOU", "NDAA", "NEA", "NEC", "NFLX", "NGO", "NHTSA", "NIAID", "NIH", "NYC", "NYU", "OAN", "OAS", "OBE", "OCC",
    "ODI", "OMB", "ONS", "OPM", "OSCE", "OSU", "OTC", "PLA", "PLO", "POW", "PUC", "RAF", "RIP", "ROI", "SCO", "SEC",
    "SEIU", "SEO", "SOS", "SUV", "TSA", "TSLA", "TUC", "TUI", "UAE", "UAV", "UAW", "UBS", "UEA", "UFC", "UFO",
    "UNC", "UNDP", "UNEP", "UNFPA", "UNGA", "UNSC", "UPS", "URA", "USA", "USC", "USCIS", "USDC", "USDT", "USFS",
    "USGS", "USMCA", "USMNT", "USPS", "USPTO", "USTR", "USWNT", "UTA", "UVA", "VIP", "WHO", "YMCA", "YPG", "YTD",
    "YWCA"
))
# In a headline all in capitals these are still initials.
_TWO_LETTERS: Final = frozenset(("AI", "AP", "DA", "EU", "EV", "LA", "PA", "PM", "TV", "UK", "UN", "US"))
# Engines spell these, or get them wrong.
_SAID: Final = {
    "CISO": "see so",
    "COP": "cop",
    "DOGE": "doge",
    "FEMA": "Feema",
    "FISA": "Fisa",
    "GIF": "gif",
    "ICE": "ice",
    "NAACP": "N double A C P",
    "NCAA": "N C double A",
    "NIST": "nist",
    "PAC": "pack",
    "PIN": "pin",
    "RAM": "ram",
    "ROM": "rom",
    "SIM": "sim",
    "UNRWA": "unra",
    "USAID": "U.S aid",
}
# Words that are spoken louder, not spelled.
_LOUD: Final = frozenset((
    "ALL", "AND", "ANY", "ARE", "BAD", "BIG", "BUT", "BUY", "CAN", "DAY", "DID", "DO", "DON", "END", "FOR", "FUN",
    "GET", "GO", "GOT", "HAD", "HAS", "HER", "HIM", "HIS", "HOT", "HOW", "ITS", "LET", "LOT", "MAN", "MAX", "MEN",
    "MY", "NEW", "NO", "NOT", "NOW", "OFF", "OLD", "ONE", "OUR", "OUT", "OWN", "RED", "SAD", "SAW", "SAY", "SEE",
    "SEX", "SHE", "SO", "THE", "TOO", "TOP", "TRY", "TWO", "WAS", "WAY", "WE", "WHY", "WIN", "WON", "YES", "YET",
    "YOU"
))
# fmt: on
_CAPITALS: Final = re.compile(r"(?P<word>[A-Z]{2,15})(?P<ending>['’]s|s)?(?![\w&+]|['’-]\w|\.\w)")
_PRONOUNCEABLE: Final = re.compile(r"(?=.{4})(?:[^AEIOUY]{0,2}[AEIOUY]{1,2}){1,4}[^AEIOUY]{0,2}")
_YEAR_BESIDE: Final = re.compile(r"\d AD|AD \d")
_SMALL: Final = re.compile("[a-z]")
_CAPITAL_WORD: Final = re.compile("[A-Z]{2,16}")
_AROUND: Final = 40  # characters looked at on either side


def _acronym(place: Place) -> Reading | None:
    match = _CAPITALS.match(place.text, place.at)
    if match is None:
        return None
    word, ending = match["word"], match["ending"] or ""
    if word == "AD" and not ending and _YEAR_BESIDE.search(place.text, max(0, place.at - 3), match.end() + 3):
        return Reading(match.end(), "A.D")
    if not ending and _only_loud(place, word, match.end()):
        return Reading(match.end(), word.lower())
    if word in _SAID:
        return Reading(match.end(), _SAID[word] + ending)
    if word in _SPELLED:
        return Reading(match.end(), ".".join(word) + ("'s" if ending else ""))
    # Engines lose the ending of a name in capitals that they say: "NATO's".
    return Reading(match.end(), word.capitalize() + ending) if ending and _PRONOUNCEABLE.fullmatch(word) else None


def _only_loud(place: Place, word: str, end: int) -> bool:
    """Stressed in a sentence ("He did NOT"), or part of a headline that is all in capitals."""
    if word in _LOUD:
        return True
    if word in _TWO_LETTERS or word in _SPELLED:
        return word == "WHO" and _all_loud(place.text, place.at, end)
    return _all_loud(place.text, place.at, end)


def _all_loud(text: str, at: int, end: int) -> bool:
    around = text[max(0, at - _AROUND) : end + _AROUND]
    return not _SMALL.search(around) and len(_CAPITAL_WORD.findall(around)) > 2


RULES: Final[tuple[Rule, ...]] = (_acronym,)
