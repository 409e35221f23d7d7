"""What an English sentence leans on or carries along is cut off, so that it stands alone as a takeaway."""

import re
from typing import Final

LONG_WORDS: Final = 12  # a longer sentence loses its side clauses too
_SHORTEST_REST: Final = 20  # characters that must be left where something is cut
_FEWEST_WORDS: Final = 6  # that must be left where an end is cut

_AGENCY: Final = r"\((?:[A-Z]{2,6}|dpa|Reuters|Bloomberg|[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})\)"
_PLACE: Final = r"(?:[A-Z][\w.’'-]*(?:,? [A-Z][\w.’'-]*){0,3}(?:, [A-Z][a-z]+\.? \d{1,2})?\s?)?"
_DATELINE: Final = re.compile(
    rf"{_PLACE}{_AGENCY}(?:\s*[-–—]+\s*|(?=[\w“\"'‘]))"
    r"|\([A-Z]{2,6}\)\s+(?=[A-Z“\"])"
    r"|[A-Z][A-Z.'’ -]{2,40}(?:, [A-Z][A-Za-z. ]{1,20})?\s[-–—]+\s"
)
_CONNECTIVE: Final = re.compile(
    r"(?:(?:But|And|Or|Yet|Nor),?"
    r"|(?:So|However|Meanwhile|Moreover|Furthermore|Additionally|Nevertheless|Nonetheless|Instead|Also|Still|Then|Now"
    r"|Indeed|Therefore|Thus|Hence|Besides|Likewise|Similarly|Consequently|Otherwise|Finally|Ultimately|Overall|Again"
    r"|Plus|Even so|Even then|Either way|That said|Not surprisingly|In addition|In fact|In short|In other words"
    r"|In contrast|In turn|In the meantime|In the end|In particular|Of course|For example|For instance|For one"
    r"|On the other hand|On the contrary|On top of that|At the same time|At the time|As a result|As such|After all"
    r"|Because of that|Because of this|By contrast|To be sure|All the same|What’s more|What's more),)\s+"
)
_ROUND: Final = re.compile(r"\s\([^()]{1,200}\)(?=[\s,.;:!?])")
_DASHES: Final = re.compile(r"\s(?:--|[–—])\s[^–—]{3,120}?\s(?:--|[–—])(?=\s)")
_QUOTE: Final = re.compile(r"[\"“”«»„]|(?<!\w)['‘]|['’](?!\w)")

_SUBORDINATE: Final = re.compile(
    r"(?:When|If|As|After|Before|While|Although|Though|Because|Since|Once|Until|Unless|In|On|At|For|With|By|During"
    r"|From|Under|Despite|According)\b[^,]*$"
)
_SIDE_CLAUSE: Final = re.compile(
    r",\s(?:who|which|whose|where|including)\s[^,;:]{3,160}(?:,(?=\s(?!and|or|but))|(?=\.$))"
)
_SAYS: Final = re.compile(r"\b(?:according to|said|says|told|reported|announced|claimed)\b")
_SIDE_END: Final = re.compile(r",\s(?:who|which|whose|where|including|with|as)\s[^;:]{3,200}(?=\.$)")


def standing_alone(text: str) -> str:
    """An English sentence without dateline, opening connective and asides; never empty.

    Who said it stays: what "police said" is not a fact without them.
    """
    text = " ".join(text.split())
    for opening in (_DATELINE, _CONNECTIVE, _CONNECTIVE):
        match = opening.match(text)
        if match and len(text) - match.end() >= _SHORTEST_REST:
            text = text[match.end()].upper() + text[match.end() + 1 :]
    text = _without(_DASHES, _without(_ROUND, text))
    if _QUOTE.search(text):
        return text  # what a quotation holds, and who said it, stays
    if len(text.split()) > LONG_WORDS:
        text = _without(_SIDE_CLAUSE, text)
    if len(text.split()) > LONG_WORDS:
        text = _without_end(_SIDE_END, text)
    return text


def _without(aside: re.Pattern[str], text: str) -> str:
    rest = aside.sub(lambda match: match[0] if _inside_quotes(text, match.start()) else "", text)
    return rest if len(rest) >= _SHORTEST_REST and 2 * len(rest) > len(text) else text


def _without_end(ending: re.Pattern[str], text: str) -> str:
    """The text without its ending, unless that says who said it, too little is left, or no main clause."""
    match = ending.search(text)
    if match is None or _SAYS.search(match[0]):
        return text
    rest = text[: match.start()]
    if len(rest.split()) < _FEWEST_WORDS or _SUBORDINATE.match(rest):
        return text
    return rest + text[match.end() :]


def _inside_quotes(text: str, place: int) -> bool:
    return text.count('"', 0, place) % 2 == 1 or text.count("“", 0, place) > text.count("”", 0, place)
