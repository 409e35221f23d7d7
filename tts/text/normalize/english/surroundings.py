"""What stands around a number and tells how it is meant."""

import re
from typing import Final

from tts.text.normalize.english.abbreviation_words import OPENERS
from tts.text.normalize.spoken import Place, Reading

_END: Final = re.compile(r"[\s.!?]{0,9}\Z")
# fmt: off
_ARTICLES: Final = frozenset((
    "a", "an", "the", "this", "that", "its", "his", "her", "their", "our", "my", "another", "new", "record", "proposed",
    "whopping", "estimated", "additional", "extra", "single"
))
# fmt: on
# fmt: off
_PRICED: Final = frozenset((
    "acquisition", "apartment", "bailout", "bid", "bond", "bonus", "budget", "buyback", "campaign", "contract", "deal",
    "facility", "fee", "fine", "flat", "fund", "grant", "home", "house", "investment", "lawsuit", "loan", "mansion",
    "merger", "move", "package", "penalty", "penthouse", "plan", "prize", "program", "programme", "project", "sale",
    "scheme", "settlement", "stimulus", "takeover", "transfer"
))
# fmt: on
_NOUN: Final = re.compile(r"\s(?P<word>[a-z]{3,20})(?P<joined>-[a-z])?")
# fmt: off
_NO_NOUNS: Final = frozenset((
    "about", "above", "across", "after", "again", "against", "ago", "ahead", "all", "along", "also", "although",
    "amid", "among", "and", "any", "apart", "are", "around", "away", "because", "been", "before", "behind", "below",
    "between", "beyond", "both", "but", "came", "can", "could", "daily", "deep", "did", "down", "during", "each",
    "east", "ended", "even", "every", "faster", "fell", "for", "from", "given", "had", "has", "have", "heavier",
    "heavy", "high", "higher", "hit", "how", "inland", "inside", "into", "its", "just", "last", "later", "left",
    "less", "lighter", "long", "longer", "lost", "lower", "made", "may", "might", "more", "must", "near", "next",
    "north", "not", "now", "off", "old", "once", "one", "only", "onto", "out", "outside", "over", "paid", "past",
    "per", "plus", "rose", "said", "says", "she", "shorter", "should", "since", "some", "sought", "south", "spent",
    "still", "tall", "taller", "than", "that", "the", "then", "they", "thick", "this", "though", "through", "today",
    "tomorrow", "too", "took", "toward", "towards", "twice", "under", "unless", "until", "upon", "versus", "via",
    "was", "were", "west", "what", "when", "where", "which", "while", "who", "wide", "wider", "will", "with",
    "within", "without", "won", "worth", "would", "yesterday", "yet", "you"
))
# fmt: on
_MANY: Final = re.compile(
    r"[ -](?:[a-z]{2,12} )?(?:people|men|women|children|feet|or more|of (?:the|them|these|those|its|his|her|their)"
    r"|metres|meters|miles|dollars|pounds|euros|units|jobs|words|points|votes|shares|homes|houses|troops|soldiers"
    r"|workers|employees|staff|students|patients|pupils|calories|tons|tonnes|hours|days|degrees|megawatts|deaths|cases"
    r"|users|followers|members|residents|voters|seats|cars|vehicles|copies|customers|passengers|species|tickets)(?!\w)"
)
_POSSESSIVE: Final = re.compile(r"['’]s(?!\w)")
_PLURAL: Final = re.compile(
    r"\s(?:(?:more|new|other|extra|additional"
    r"|[A-Z][a-z]{2,11}(?:an|ish|ese)|foreign|overseas|young|older|poor|low-income"
    r"|private|public|school|U\.S\.|US|UK|EU) )?"
    r"(?:[a-z]{2,20}s|[A-Z][a-z]{2,15}(?:ns|rs|ks|ts)|people|men|women|children|more|of them)(?!\w)"
)
_NAMED_NOUN: Final = re.compile(r"\s(?:[A-Z]{3,6}(?!\w)|(?!(?:Mr|Mrs|Ms|Dr)\b)[A-Z][a-z]{2,20}(?!\w))")
_CAPITALS: Final = re.compile(r"\s(?:[A-Z]{3,6}|[A-Z]{2}\d)(?!\w)")
_OPENER: Final = re.compile(rf"\s[\"“‘(]?(?:{'|'.join(OPENERS)})(?!\w)")


def stands_alone(place: Place, end: int) -> bool:
    """Whether the text is nothing but what ends at `end`: a heading, a cell of a table, an item of a list."""
    return not place.previous and _END.match(place.text, end) is not None


def describes(place: Place, end: int) -> bool:
    """Whether an amount stands between an article and a noun, so that its unit does: "a five million dollar deal"."""
    noun = _noun(place, end)
    return noun in _PRICED or (bool(noun) and place.previous.lower() in _ARTICLES) or _name_follows(place, end)


def _name_follows(place: Place, end: int) -> bool:
    """ "The $886bn NDAA", "a $5m Bentley"; the $44bn that Mr. Musk paid is more than one dollar."""
    if place.previous.lower() in ("a", "an"):
        return _NAMED_NOUN.match(place.text, end) is not None
    return place.previous.lower() == "the" and _CAPITALS.match(place.text, end) is not None


def opens(place: Place, end: int) -> bool:
    """Whether a new sentence starts behind the full stop in front of `end`."""
    return _OPENER.match(place.text, end) is not None


def noun_follows(place: Place, end: int) -> bool:
    """Whether the next word may be what an amount describes: "35mm film", and not "1.85m tall"."""
    return bool(_noun(place, end))


def _noun(place: Place, end: int) -> str:
    """The next word, unless it is one of those that follow an amount of its own; "" for those."""
    match = _NOUN.match(place.text, end)
    if match is None:
        return ""
    alone = match["word"] in _NO_NOUNS or match["word"].endswith(("ed", "ly"))
    return "" if alone and not match["joined"] else match["word"]


def counts(place: Place, end: int) -> bool:
    """Whether something is counted that years are not: "2000 people"."""
    return _MANY.match(place.text, end) is not None


def with_possessive(reading: Reading, place: Place) -> Reading:
    """With the "'s" behind it, which would be left as a word of its own."""
    match = _POSSESSIVE.match(place.text, reading.end)
    return Reading(match.end(), f"{reading.spoken}'s") if match else reading


def plural_follows(place: Place, end: int) -> bool:
    return _PLURAL.match(place.text, end) is not None
