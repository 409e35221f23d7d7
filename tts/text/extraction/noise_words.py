"""The phrases by which what pages put around an article is known, as regular expressions.

Each is matched from the start of a text of at most 300 characters, and none repeats without a bound.
"""

import re
from typing import Final


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


_PICTURE: Final = (
    _any("AP", "AFP", "EPA", "PA", "file", "stock", "cover", "lead", "featured?", "main", "header", "top", "hero")
    + "? ?"
    + _any("photo(?:graph)?s?", "images?", "pictures?", "pic", "illustrations?", "graphics?", "screen ?shots?")
)
_BILD: Final = _any("foto(?:grafie)?s?", "bild(?:er)?", "imagen", "imagem", "immagine")
_OF: Final = _any("credits?\\b", "courtesy\\b", "via\\b", "[:/|©]")
_AGENCY: Final = _any("Getty Images", "AFP", "Reuters", "AP", "Shutterstock", "iStock", "Alamy", "EPA", "dpa")
# The words count in any case, the name behind "by" with a capital letter only: "photo by photo" stays.
_CREDIT: Final = _any(
    f"(?i:(?:{_PICTURE}|{_BILD}) ?{_OF})",
    f"(?i:(?:{_PICTURE}|{_BILD}) (?:by|von|por|par)) (?=[A-Z@])",
    "(?i:(?:photo )?credits?): ?(?=[A-Z@])",
)
_REPORTED: Final = (
    r"(?i:(?:additional )?(?:reporting|writing|editing|compiled|production)(?: and (?:writing|editing))?) by:?"
)
# What stands in round, square or pointed brackets, with the space before.
IN_BRACKETS: Final = re.compile(
    r"\s?(?:\((?P<round>[^()]{1,1000})\)|\[(?P<square>[^\[\]]{1,1000})\]|<(?P<angle>[^<>\s]{1,1000})>)"
)
CREDIT_IN_BRACKETS: Final = re.compile(
    r"\s?" + _any(_CREDIT, r"(?i:file photo|AP photo|screen ?grab)\b", r"(?:.{0,80}(?:/|\bvia ))?Getty Images\b")
)
# Who wrote, and where; no verb, so a sentence about what somebody reported is none.
REPORTERS: Final = re.compile(
    rf"\W{{0,3}}{_REPORTED}(?:[\s,;&|/]{{1,3}}(?:[^\W\d_a-z][\w'’.-]{{0,30}}|{_REPORTED}|and|in|at|for|from|with|de|van|von"
    r"|the|of)){1,30}\W{0,3}"
)
NOTE_MARK: Final = re.compile(r"(?:notes?|fn|footnote|anm\.?|nota)\s?\d{1,3}", re.IGNORECASE)
ADDRESS: Final = re.compile(r"\W{0,5}(?:https?://|www\.)\S+", re.IGNORECASE)
ADDRESS_IN_BRACKETS: Final = re.compile(
    r"\s?(?:(?:see|via|at|from|source|link|website)\s?:?\s)?(?:https?://|www\.)\S+\s?", re.IGNORECASE
)

_ADVERT: Final = "(?:this )?(?:ad|advert|advertisement)"
ADVERT_LABEL: Final = re.compile(
    r"\W{0,5}"
    + _any(
        r"advertisements?(?:\W{1,5}(?:continue reading below|scroll to continue))?",
        "advertising", "ads?", "sponsored(?: content)?", "anzeige", "werbung", "publicit[éà]", "publicidade?",
        "pubblicità", "advertentie", "annonce", "reklam[ae]?",
        f"(?:story|article) continues (?:below|after)(?: {_ADVERT})?",
        f"continue reading (?:below|after) {_ADVERT}",
    )
    + r"\W{0,5}",
    re.IGNORECASE,
)  # fmt: skip

# Labels, alone or before a headline.
POINTER: Final = re.compile(
    r"\W{0,3}"
    + _any(
        "(?:read|see|watch|listen|hear) (?:more|also|next|too|now|this)", "(?:also|must) (?:read|see|watch)",
        "read", "watch", "listen", "more",
        "related(?: (?:articles?|stor(?:y|ies)|posts?|links?|content|topics?|reading|news|coverage))?",
        "more (?:stories|news)", "more (?:from|on|about) .{1,60}?", "further reading",
        "recommended(?: (?:stories|reading|for you|articles?))?", "suggested (?:reading|articles?)",
        "you (?:may|might) (?:also )?(?:like|be interested in)", "don['’]t miss", "trending(?: now)?",
        "most (?:read|popular|viewed)", "up next", "(?:next|previous) (?:article|story|post)",
        "latest (?:news|stories)", "editor['’]?s['’]? picks?", "top stories", "(?:continue|keep) reading",
        "lesen sie (?:auch|mehr|hier)", "lies auch", "mehr zum thema", "auch interessant",
        "das könnte sie auch interessieren", "lire aussi", "à lire(?: aussi)?", "le(?:a|er) (?:también|más)",
        "te puede interesar", "(?:leia|veja|ler) (?:também|mais)", "saiba mais", "leggi (?:anche|tutto)",
        "lees (?:ook|meer)", "läs (?:också|mer)", "czytaj (?:też|także)",
    )
    + r"\s?(?P<rest>[:|–—>»→…-].*|\.{3})?",
    re.IGNORECASE,
)  # fmt: skip
# These open sentences as well: they count with a colon only.
NEEDS_COLON: Final = frozenset(("more", "read", "watch", "listen", "hear", "read this", "see this"))
BUTTON: Final = re.compile(
    r"\W{0,5}"
    + _any(
        "share", "tweet", "print", "e-?mail", "save", "close", "menu", "reply", "loading", "copy link", "link copied",
        "skip to (?:main )?content", "back to top", "listen to this (?:article|story)",
        r"(?:\d{1,6} )?comments?(?: \(\d{1,6}\))?", "no comments(?: yet)?", "join the conversation",
        "(?:leave|post|add|write) a (?:comment|reply)", "(?:view|show|load|see) (?:all |more )?comments?",
        r"share (?:this|on|via|with|the)\b[\w ,/&]{0,60}", "teilen", "partager", "compartir", "compartilhar",
        "condividi", "follow us", "subscribe(?: now)?", "sign (?:up|in)", "log in", "register",
        "click here[^.?!]{0,120}",
        r"(?:(?:jump to|print|pin|save|rate)(?: (?:this|the))? (?:recipe|video)(?: card| for later)?\W{0,5}){1,5}",
    )
    + r"\W{0,5}",
    re.IGNORECASE,
)  # fmt: skip

_MAIL: Final = _any("newsletters?", "e-?mail alerts?", "mailing list", "podcast", "channel")
OFFER: Final = re.compile(
    r"\W{0,3}(?:"
    + "(?:please )?"
    + _any("sign(?:ing)? up", "subscribe", "register", "join", "get", "receive", "want", "never miss", "stay")
    + r"\b.{0,140}?"
    + _any(
        rf"\b(?:our|the|this|free|daily|weekly|my) (?:[\w-]{{1,30}} ){{0,4}}{_MAIL}\b",
        r"\b(?:in|to) your inbox\b", r"\bour (?:e-?mail|updates)\b",
    )
    + "|"
    + _any("newsletter", "melden sie sich .{0,60}newsletter", "inscrivez-vous", "suscr[ií]bete", "inscreva-se",
           "iscriviti")
    + r"\b)",
    re.IGNORECASE,
)  # fmt: skip
WALL: Final = re.compile(
    r"\W{0,3}"
    + _any(
        r"(?:please )?(?:subscribe|sign (?:in|up)|log ?in|register)\b.{0,60}\b"
        r"(?:continue|read(?:ing)?|unlock|access|full)\b",
        r"to (?:continue|keep) reading\b", "already (?:a|an) (?:subscriber|member)",
        "this (?:article|story|content|post) is (?:only |exclusively )?"
        r"(?:for|reserved for|available (?:only )?(?:to|for)) .{0,30}(?:subscribers?|members?)\b",
        r"you(?:['’]ve| have) (?:reached|read|used) (?:your|all|\w{1,20} of).{0,40}(?:free|limit)",
        "(?:unlock|get) (?:full|unlimited) access", "(?:start|try) .{0,30}(?:free trial|subscription)",
        r"(?:subscribe|upgrade) (?:today|now|to)\b",
    ),
    re.IGNORECASE,
)  # fmt: skip

_NETWORK: Final = _any(
    "Twitter", "X", "Facebook", "Instagram", "LinkedIn", "YouTube", "TikTok", "WhatsApp", "Telegram", "Threads",
    "Bluesky", "Mastodon", "Pinterest", "Flipboard", "Snapchat", "Reddit", "Spotify", "Google News", "Apple News",
)  # fmt: skip
FOLLOW: Final = re.compile(
    r"\W{0,3}"
    + _any(
        r"(?i:(?:you can )?(?:follow|like|find|reach|connect with|join)\b.{0,100}?\b(?:on|at|via)\b).{0,40}?\b"
        rf"{_NETWORK}\b",
        r"(?i:(?:tweet(?: at)?|follow|tag|mention) @\w{1,30})",
        r"[^.?!]{0,60}:\s(?:(?:and )?https?://\S{1,300}\s?){1,3}$",
    )
)
PICTURE_CREDIT: Final = re.compile(rf"\W{{0,3}}{_CREDIT}|.{{0,120}}(?:/|\||©|\bvia) ?{_AGENCY}\W{{0,3}}$")
NOTICE: Final = re.compile(
    _any(
        r"(?:we|this (?:web)?site|by|our|wir|diese)\b.{0,80}\bcookies?\b", ".{0,40}browser does not support",
        "please enable (?:javascript|cookies)",
        r"this (?:article|story|post) (?:originally|first) appeared (?:in|on)\b",
        "(?:we|this (?:post|article|page)) (?:may|might|contains?) .{0,60}(?:commission|affiliate links?)",
        r"\W{0,3}(?:©|\(c\) |copyright (?:©|\(c\)|\d{4}))", r".{0,200}\ball rights reserved\b",
        "our standards: .{0,40}(?:principles|policy|code)",
        "your e-?mail (?:address )?will not be (?:published|shared)",
        "required fields are marked",
        "save my name,? e-?mail", "(?:did|have) you (?:make|made|try|tried) (?:this|my|the) (?:recipe|dish) ?[?]",
        "(?:do you have|have you got|have|got) (?:a|an|any) (?:news |confidential )?(?:story|stories|tips?|question)"
        r"\b[^.?!]{0,80}\?"
        r"\s.{0,60}?\b(?:e-?mail|contact|write to|get in touch|tell us|let us know|message|call)\b",
    ),
    re.IGNORECASE,
)  # fmt: skip
_DAY: Final = "(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"  # or month
# "Updated at 03.20 BST": nothing but a date or a time.
UPDATED: Final = re.compile(
    r"(?=.{0,80}\d)\W{0,3}(?:(?:first|last) )?(?:published|updated|posted|modified)(?: (?:at|on))?"
    rf"(?:\W{{1,3}}(?:\d{{1,4}}(?:st|nd|rd|th)?(?: ?[ap]\.?m)?|at|on|{_DAY}|[ap]\.?m|(?-i:[A-Z]{{2,5}}))){{1,10}}"
    r"\W{0,3}",
    re.IGNORECASE,
)
QUOTE_BUTTON: Final = re.compile(r"\s?(?:click to tweet|tweet this)\W{0,3}$", re.IGNORECASE)
# Somebody says the words, so they are content.
SPEECH: Final = re.compile(r"[\"“”„«»]|\b(?:said|says|told|asked|added|wrote)\b")
