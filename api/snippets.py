"""The ways to put an article's audio on a page, ready to paste."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, Field

# The player's height until its page tells its own; where nothing passes it on, what does not fit can be scrolled to.
PLAYER_HEIGHT = 600
_AMP_SCRIPT = "https://cdn.ampproject.org/v0/amp-iframe-0.1.js"
_EXAMPLE: dict[str, Any] = {
    "article_id": "art_01jq4example",
    "share": "https://audio.example/listen/art_01jq4example",
    "oembed": "https://audio.example/oembed?url=https%3A%2F%2Faudio.example%2Flisten%2Fart_01jq4example",
    "script": '<script src="https://audio.example/player/player.js" data-article="art_01jq4example" async></script>',
    "element": '<script src="https://audio.example/player/player.js" data-only async></script>\n'
    '<readcast-player article="art_01jq4example" server="https://audio.example"></readcast-player>',
    "iframe": '<iframe src="https://audio.example/embed/art_01jq4example" title="Listen to: Harbour reopens" '
    'width="100%" height="600" style="border:0" loading="lazy" allow="autoplay" data-readcast="art_01jq4example">'
    '</iframe>\n<script src="https://audio.example/player/frame.js" async></script>',
    "amp": '<amp-iframe src="https://audio.example/embed/art_01jq4example" title="Listen to: Harbour reopens" '
    'height="600" layout="fixed-height" sandbox="allow-scripts allow-same-origin allow-popups" allow="autoplay" '
    'frameborder="0"><div placeholder>Listen to: Harbour reopens</div></amp-iframe>',
    "amp_head": f'<script async custom-element="amp-iframe" src="{_AMP_SCRIPT}"></script>',
    "audio": '<audio controls preload="none" src="https://audio.example/v1/articles/art_01jq4example/audio"></audio>\n'
    '<p><a href="https://audio.example/v1/articles/art_01jq4example/audio" download>'
    "Listen to: Harbour reopens (MP3)</a></p>",
}


class SnippetsOut(BaseModel):
    """All ways to embed an article. What is HTML is escaped already: paste it as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    article_id: str
    share: str = Field(description="Address of the page to link to")
    oembed: str = Field(description="Address of its oEmbed description")
    script: str = Field(description="The player, where the script stands; without data-article it asks for the page's")
    element: str = Field(description="The player as an element of the page, which its own script may place")
    iframe: str = Field(description="The player in a frame, which the script makes as high as it needs to be")
    amp: str | None = Field(description="For AMP pages; null where this server is not reached by https")
    amp_head: str | None = Field(description="What an AMP page needs in its head for it")
    audio: str = Field(description="For pages and mails without script; put it there once the narration is completed")


@dataclass(frozen=True)
class Embedded:
    """An article under an address of a server; `voice` None is the article's own."""

    base: str  # scheme and host, without a slash at the end
    article_id: str
    title: str | None
    voice: str | None = None

    @property
    def name(self) -> str:
        """What a player is called, for those who do not see it too."""
        return f"Listen to: {self.title}" if self.title else "Listen to the article"

    @property
    def share(self) -> str:
        return self._address(f"listen/{quote(self.article_id)}")

    @property
    def page(self) -> str:
        """The player as a page of its own."""
        return self._address(f"embed/{quote(self.article_id)}")

    @property
    def audio(self) -> str:
        return self._address(f"v1/articles/{quote(self.article_id)}/audio")

    def oembed(self, format_name: str | None = None) -> str:
        asked = {"url": self.share} | ({"format": format_name} if format_name else {})
        return f"{self.base}/oembed?{urlencode(asked)}"

    def frame(self, width: str, height: int) -> str:
        """The iframe alone."""
        return tag(
            "iframe",
            {
                "src": self.page,
                "title": self.name,
                "width": width,
                "height": str(height),
                "style": "border:0",
                "loading": "lazy",
                "allow": "autoplay",
                "data-readcast": self.article_id,
            },
        )

    def _address(self, path: str) -> str:
        return f"{self.base}/{path}" + (f"?{urlencode({'voice': self.voice})}" if self.voice else "")


def snippets_of(embedded: Embedded) -> SnippetsOut:
    player, voice = f"{embedded.base}/player/player.js", {"voice": embedded.voice} if embedded.voice else {}
    data = {"data-article": embedded.article_id} | {f"data-{name}": value for name, value in voice.items()}
    element = {"article": embedded.article_id, "server": embedded.base, **voice}
    secure = embedded.base.startswith("https://")
    return SnippetsOut(
        article_id=embedded.article_id,
        share=embedded.share,
        oembed=embedded.oembed(),
        script=tag("script", {"src": player, **data, "async": None}),
        element="\n".join(
            (tag("script", {"src": player, "data-only": None, "async": None}), tag("readcast-player", element))
        ),
        iframe="\n".join(
            (
                embedded.frame("100%", PLAYER_HEIGHT),
                tag("script", {"src": f"{embedded.base}/player/frame.js", "async": None}),
            )
        ),
        amp=_amp(embedded) if secure else None,
        amp_head=tag("script", {"async": None, "custom-element": "amp-iframe", "src": _AMP_SCRIPT}) if secure else None,
        audio=_plain_audio(embedded),
    )


def tag(name: str, attributes: Mapping[str, str | None], inside: str = "") -> str:
    """An element with its attributes escaped; None is one without a value. `inside` is HTML."""
    said = (key if value is None else f'{key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{' '.join((name, *said))}>{inside}</{name}>"


def _amp(embedded: Embedded) -> str:
    # The placeholder lets it stand at the top of a page, which AMP refuses to others.
    attributes = {
        "src": embedded.page,
        "title": embedded.name,
        "height": str(PLAYER_HEIGHT),
        "layout": "fixed-height",
        "sandbox": "allow-scripts allow-same-origin allow-popups",
        "allow": "autoplay",
        "frameborder": "0",
    }
    return tag("amp-iframe", attributes, tag("div", {"placeholder": None}, escape(embedded.name)))


def _plain_audio(embedded: Embedded) -> str:
    audio = tag("audio", {"controls": None, "preload": "none", "src": embedded.audio})
    link = tag("a", {"href": embedded.audio, "download": None}, escape(f"{embedded.name} (MP3)"))
    return f"{audio}\n<p>{link}</p>"
