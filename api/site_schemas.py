"""The shapes of a site's settings and of its lexicon."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl

from api.origins import origin
from api.schemas import LanguageTag, OneLine
from tts.text.lexicon_csv import MAX_ENTRIES

_SITE = {
    "id": "default",
    "title": "Default site",
    "default_voice": "en_US-joe-medium",
    "include_selectors": ["article .story-body"],
    "exclude_selectors": [".inline-newsletter", "#poll"],
    "table_note": "There is a table here.",
    "code_note": None,
    "takeaways_intro": "Key takeaways.",
    "embed_origins": ["https://news.example"],
    "feed_url": "https://audio.example/feeds/default.xml",
    "feed_private": False,
    "feed_link": "https://news.example/",
    "feed_description": "The day's articles, read to you.",
    "feed_author": "The Harbour News",
    "feed_email": "podcast@news.example",
    "feed_image_url": "https://news.example/podcast.jpg",
    "feed_category": "News > Daily News",
    "feed_explicit": False,
    "watched_feeds": ["https://news.example/rss"],
    "signed_hook": False,
}
_TOKEN = {"token": "3q2-example", "feed_url": "https://audio.example/feeds/default.xml?token=3q2-example"}
_ENTRY = {
    "written": "Huawei",
    "spoken": "wah way",
    "ipa": None,
    "match": "word",
    "case_sensitive": False,
    "language": None,
}
_STORED_ENTRY = {"id": "lex_01jq4example", **_ENTRY}
_LEXICON = {"items": [_STORED_ENTRY], "queued": None}


def _example(value: dict[str, Any], extra: Literal["forbid", "ignore"] = "ignore") -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [value]}, extra=extra)


class SiteOut(BaseModel):
    """What a publisher has set for all of its articles."""

    model_config = _example(_SITE)

    id: str
    title: str
    default_voice: str | None = Field(description="Reads where an article names no voice; null is the server's.")
    include_selectors: list[str] = Field(description="CSS: where one matches, only that is the article.")
    exclude_selectors: list[str] = Field(description="CSS: what matches is not read.")
    table_note: str | None = Field(description="Said where a table stands; null passes over it.")
    code_note: str | None = Field(description="Said where a block of code stands; null passes over it.")
    takeaways_intro: str | None = Field(description="Said before the takeaways; null begins with them.")
    embed_origins: list[str] = Field(description="Pages of these are narrated when a reader first opens one.")
    feed_url: str = Field(description="The podcast feed; its title is the site's.")
    feed_private: bool = Field(description="true: it is shown only to who has its token, and to nobody without one.")
    feed_link: str | None = Field(description="The publication's page; null is this server's.")
    feed_description: str | None
    feed_author: str | None = Field(description="null is the site's title.")
    feed_email: str | None = Field(description="Of who answers for the podcast; directories write there. Public.")
    feed_image_url: str | None = Field(description="Square JPEG or PNG, 1400 to 3000 pixels; directories want one.")
    feed_category: str | None = Field(description="One of Apple's, `News > Daily News` is one within; null is News.")
    feed_explicit: bool
    watched_feeds: list[str] = Field(
        description="RSS or Atom; `readcast watch` takes their new and changed articles in."
    )
    signed_hook: bool = Field(description="Whether POST /v1/hooks/articles takes what is signed with the hook secret.")


class SiteIn(BaseModel):
    """What is to change; fields left out stay as they are."""

    model_config = _example({"exclude_selectors": [".inline-newsletter"]}, extra="forbid")

    title: OneLine = Field("", min_length=1, max_length=200)
    default_voice: OneLine | None = Field(None, max_length=200)
    include_selectors: list[OneLine] = Field([], max_length=50)
    exclude_selectors: list[OneLine] = Field([], max_length=50)
    table_note: OneLine | None = Field(None, max_length=200)
    code_note: OneLine | None = Field(None, max_length=200)
    takeaways_intro: OneLine | None = Field(None, max_length=200)
    embed_origins: list[Annotated[OneLine, AfterValidator(origin)]] = Field([], max_length=50)
    feed_private: bool = False
    feed_link: HttpUrl | None = None
    feed_description: OneLine | None = Field(None, min_length=1, max_length=4000)
    feed_author: OneLine | None = Field(None, min_length=1, max_length=200)
    feed_email: OneLine | None = Field(None, pattern=r"^[^@\s<>]+@[^@\s<>]+$", max_length=254)
    feed_image_url: HttpUrl | None = None
    feed_category: OneLine | None = Field(None, min_length=1, max_length=100)
    feed_explicit: bool = False
    watched_feeds: list[HttpUrl] = Field([], max_length=50)
    hook_secret: OneLine | None = Field(
        None,
        max_length=200,
        description="whsec_ and base64, as your CMS signs with; null closes the hook. Never shown.",
    )


class FeedTokenOut(BaseModel):
    model_config = _example(_TOKEN)

    token: str
    feed_url: str = Field(description="For whom the feed is meant: it holds the token.")


class LexiconEntryIn(BaseModel):
    """How something written is said: `spoken` in plain spelling, or `ipa`."""

    model_config = _example(_ENTRY, extra="forbid")

    written: str = Field(description="As the article writes it; at most 100 characters.")
    spoken: str | None = Field(None, description="Plain spelling that the voice reads right.")
    ipa: str | None = Field(None, description="Sounds of the International Phonetic Alphabet instead.")
    match: Literal["word", "exact", "prefix"] = Field(
        "word",
        description="word: whole words; exact: these very characters, punctuation too; prefix: beginnings of words.",
    )
    case_sensitive: bool = False
    language: LanguageTag | None = Field(None, description="Only in articles of this language; null is all.")


class LexiconEntryOut(BaseModel):
    model_config = _example(_STORED_ENTRY)

    id: str
    written: str
    spoken: str | None
    ipa: str | None
    match: str
    case_sensitive: bool
    language: str | None


class LexiconIn(BaseModel):
    model_config = _example({"entries": [_ENTRY]}, extra="forbid")

    entries: list[LexiconEntryIn] = Field(max_length=MAX_ENTRIES)


class LexiconOut(BaseModel):
    model_config = _example(_LEXICON)

    items: list[LexiconEntryOut]
    queued: int | None = Field(None, description="Narrations that are made anew, where that was asked for.")


class LexiconPreviewIn(BaseModel):
    """A sentence, and the entry to try on it beside those of the site."""

    model_config = _example({"sentence": "Huawei opened a shop.", "entry": _ENTRY}, extra="forbid")

    sentence: OneLine = Field(min_length=1, max_length=500)
    entry: LexiconEntryIn | None = None
    voice: OneLine | None = Field(None, max_length=200)
    language: LanguageTag | None = None
