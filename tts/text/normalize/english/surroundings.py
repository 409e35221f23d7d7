"""What stands around a number and tells how it is meant."""

import re
from typing import Final

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
    "acquisition", "bailout", "bid", "bond", "bonus", "budget", "buyback", "campaign", "contract", "deal", "facility",
    "fine", "fund", "grant", "lawsuit", "loan", "mansion", "merger", "package", "penalty", "plan", "prize", "program",
    "programme", "project", "settlement", "stimulus", "takeover"
))
# fmt: on
_NOUN: Final = re.compile(r"\s(?P<word>[a-z]{3,20})(?P<joined>-[a-z])?")
# fmt: off
_NO_NOUNS: Final = frozenset((
    "above", "again", "against", "ago", "amid", "and", "apart", "are", "away", "because", "been", "before", "below",
    "between", "but", "can", "could", "daily", "deep", "did", "down", "during", "each", "east", "ended", "every",
    "faster", "fell", "for", "from", "given", "had", "has", "have", "heavier", "heavy", "high", "higher", "if",
    "inland", "into", "it", "its", "last", "later", "less", "lighter", "long", "longer", "lost", "lower", "made",
    "may", "might", "more", "must", "next", "north", "not", "now", "off", "old", "once", "only", "out", "over",
    "paid", "per", "plus", "rose", "she", "shorter", "should", "since", "sought", "south", "spent", "tall",
    "taller", "than", "that", "the", "then", "they", "thick", "this", "today", "tomorrow", "twice", "under",
    "until", "was", "were", "west", "when", "where", "which", "while", "who", "wide", "wider", "will", "with",
    "without", "won", "worth", "would", "yesterday", "you"
))
# fmt: on
_MANY: Final = re.compile(
    r"[ -](?:[a-z]{2,12} )?(?:people|men|women|children|feet|or more|of (?:the|them|these|those|its|his|her|their)"
    r"|metres|meters|miles|dollars|pounds|euros|units|jobs|words|points|votes|shares|homes|houses|troops|soldiers"
    r"|workers|employees|staff|students|patients|pupils|calories|tons|tonnes|hours|days|degrees|megawatts|deaths|cases"
    r"|users|followers|members|residents|voters|seats|cars|vehicles|copies|customers|passengers|species|tickets)(?!\w)"
)
_POSSESSIVE: Final = re.compile(r"['’]s(?!\w)")
_PLURAL: Final = re.compile(r"\s(?:[a-z]{2,20}s|people|men|women|children|more|of them)(?!\w)")


def stands_alone(place: Place, end: int) -> bool:
    """Whether the text is nothing but what ends at `end`: a heading, a cell of a table, an item of a list."""
    return not place.previous and _END.match(place.text, end) is not None


def describes(place: Place, end: int) -> bool:
    """Whether an amount stands between an article and a noun, so that its unit does: "a five million dollar deal"."""
    noun = _noun(place, end)
    return noun in _PRICED or (bool(noun) and place.previous.lower() in _ARTICLES)


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
