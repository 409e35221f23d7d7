"""A long English sentence is ended early, where its main clause is complete."""

import re
from typing import Final

MOST_WORDS: Final = 30
GOOD_WORDS: Final = 20  # a sentence is made as short as that where nothing but a loose end is lost
_FEWEST_WORDS: Final = 8  # that must be left

# Where a sentence can end: what follows hangs on what came before, loosely or, in a long sentence, more closely.
_LOOSE_END: Final = re.compile(
    r"\s+(?:--|[-–—])\s+|;\s"
    r"|,\s(?=(?:which|who|whose|where|when|while|as|and|but|or|because|after|before|with|without|including|although"
    r"|though|despite|following|so|since|until|unless|if|in which|for which|\w+ing|\w+ed by)\b)"
    r"|\s(?=(?:after|before|while|although|even though|despite)\s)"
)
_END: Final = re.compile(
    rf"{_LOOSE_END.pattern}|\s(?=(?:when|because|until|so that|in which|in order to)\s)"
    r"|\s(?=and (?:was|were|is|are|has|have|had|will|would|can|could|\w+ed|\w+ing)\s)"
)
_VERB: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did|said|says|told|found"
    r"|made|took|got|went|came|gave|left|lost|won|met|became|began|held|sent|put|set|shot|led|fell|rose|saw|ran|paid"
    r"|says?|wants?|needs?|plans?|[a-z]+ed|[a-z]{3,}(?<!s)s)\b|n['’]t\b|['’]s\b"
)
_ASIDE: Final = re.compile(r"\b(?:who|which|that|whose|where|when|while|because|after|before|if|as)\s[^,]*")
_HANGS: Final = re.compile(
    r"\b(?:the|an?|of|to|in|on|at|for|from|by|with|and|or|but|nor|that|than|as|is|are|was|were|be|been|has|have|had|not"
    r"|just|even|only|both|between|either|whether|if|so|very|more|less|shortly|soon|days?|weeks?|months?|years?|hours?"
    r"|minutes?|long|how|what|why|ever|said|says|say|told|including|such|mr|mrs|ms|dr|st)$",
    re.IGNORECASE,
)
_PAIRED: Final = re.compile(
    r"\b(?:(?:between|both|either|neither|not only|just because|so \w+ that)\b"
    r"|that (?:until|if|when|although|while|because|after|before|once|unless)\s)[^,;]*$"
)
_DASH: Final = re.compile(r"\s(?:--|[-–—])\s")
_OPENS_LOW: Final = re.compile(
    r"(?:When|If|As|After|Before|While|Although|Though|Because|Since|Once|Until|Unless|In|On|At|For|With|By|During"
    r"|From|Under|Despite|According|Following|Among|\w+ing|\w+ed)\b[^,]*$"
)
_NEGATED: Final = re.compile(r"\b(?:not|never|no|nobody|without|hardly)\b|n['’]t\b")
_ATTRIBUTED: Final = re.compile(r"\b(?:according to|said|says|told|reported|announced|claimed?s?)\b")
_GOES_ON: Final = re.compile(
    r".,\s(?:has|have|had|is|are|was|were|will|would|can|could|may|might|must|should|does|do|did|\w+ed|\w+s)\s"
)
_UNDER_WAY: Final = re.compile(r"\b(?:was|were) \w+ing\b|\b(?:about|going) to\b")
_JOINS: Final = re.compile(r"[\s,]*(?:and|or)\b")
_BINDS: Final = re.compile(r"[\s,]*(?:because|until|unless|if|before|but|so that|although|though|without)\b")


def shortened(text: str) -> str:
    """The sentence, ended at the last place that leaves few enough words, or as it is if there is none."""
    for most, end in ((GOOD_WORDS, _LOOSE_END), (MOST_WORDS, _END)):
        if len(text.split()) <= most:
            return text
        for cut in reversed(list(end.finditer(text))):
            rest, gone = text[: cut.start()].rstrip(" ,;:-–—"), text[cut.start() :]
            if _FEWEST_WORDS <= len(rest.split()) <= most and _complete(rest) and _separable(rest, gone):
                return rest + "."
    return text


def _complete(rest: str) -> bool:
    """Whether it can be a sentence: a main clause with a verb, all quotes and brackets closed."""
    closed = rest.count('"') % 2 == 0 and rest.count("“") == rest.count("”") and rest.count("(") == rest.count(")")
    closed = closed and not re.search(r"(?<!\w)['‘](?=\w)", rest)
    hanging = _HANGS.search(rest) or _OPENS_LOW.match(rest) or _PAIRED.search(rest)
    dashes = len(_DASH.findall(rest))
    return closed and not hanging and dashes % 2 == 0 and _VERB.search(_ASIDE.sub("", rest)) is not None


def _separable(rest: str, end: str) -> bool:
    """Whether what is left still says what it said.

    A negation may be about the end; who said it, what happened then, or the verb of the main clause may stand there.
    """
    lists = _JOINS.match(end) and "," in rest[-40:]
    aside = _DASH.match(end) and len(_DASH.findall(end)) % 2 == 0
    needed = aside or _ATTRIBUTED.search(end) or _GOES_ON.search(end) or _UNDER_WAY.search(rest)
    return not lists and not needed and not (_BINDS.match(end) and _NEGATED.search(rest))
