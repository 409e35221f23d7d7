"""A language model that writes takeaways: any server with OpenAI's chat endpoint.

SummaryFailed
├── NoAnswer        no connection, too slow, or an error status, after all tries
└── NotUsable       not the JSON that was asked for, or something in it does not stand in the article
"""

import json
import time
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tts.article import Article
from tts.text.takeaways.given import Facts

_FEWEST, _MOST, _MOST_WORDS = 2, 6, 40
_MOST_CHARACTERS: Final = 40_000  # of the article: what models take, at a price that surprises nobody
_PAUSE_SECONDS: Final = 0.5  # before the second try; doubled before each one after it
_LONGEST_PAUSE: Final = 10.0
PROMPT: Final = (
    "You write the key takeaways of a news article for its readers: three to five sentences of at most 25 words each, "
    "in the article's language, in the article's order. Say only what the article says, with its own names and "
    "numbers. Each sentence must be understood without the others."
)
_SCHEMA: Final = {
    "type": "object",
    "properties": {"takeaways": {"type": "array", "items": {"type": "string"}}},
    "required": ["takeaways"],
    "additionalProperties": False,
}


class SummaryFailed(Exception):
    """There are no takeaways from the model; the text says why and is fit to show."""


class NoAnswer(SummaryFailed):
    """The model's server gave no answer."""


class NotUsable(SummaryFailed):
    """The model's answer cannot be used."""


@dataclass(frozen=True)
class SummaryModel:
    url: str  # up to and with /v1
    name: str
    key: str | None
    prompt: str
    timeout_seconds: float  # of each try
    tries: int = 3

    def takeaways(self, article: Article) -> list[str]:
        """What the model writes, checked against the article. Raises SummaryFailed."""
        texts = _texts_in(self._ask(article))
        facts = Facts(article)
        for text in texts:
            missing = facts.missing(text)
            if missing:
                raise NotUsable(f"The model wrote of {', '.join(missing)}, which the article does not.")
        return texts

    def _ask(self, article: Article) -> str:
        text = "\n\n".join(block.text for _, block in article.read_blocks)[:_MOST_CHARACTERS]
        asked: dict[str, Any] = {
            "model": self.name,
            "temperature": 0,
            "messages": [{"role": "system", "content": self.prompt}, {"role": "user", "content": text}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "takeaways", "strict": True, "schema": _SCHEMA},
            },
        }
        answer = self._post(asked)
        try:
            return str(answer.json()["choices"][0]["message"]["content"])
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise NotUsable("The model's server did not answer as a chat endpoint does.") from error

    def _post(self, asked: dict[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        why, pause = "", _PAUSE_SECONDS
        for attempt in range(self.tries):
            if attempt:
                time.sleep(min(pause, _LONGEST_PAUSE))
                pause *= 2
            try:
                answer = httpx.post(
                    f"{self.url.rstrip('/')}/chat/completions",
                    json=asked,
                    headers=headers,
                    timeout=self.timeout_seconds,
                )
            except httpx.TimeoutException:
                why = f"took longer than {self.timeout_seconds:g} s"
            except httpx.HTTPError as error:
                why = f"could not be reached ({type(error).__name__})"
            else:
                if answer.is_success:
                    return answer
                why = f"answered {answer.status_code}"
                if answer.status_code != 429 and answer.status_code < 500:
                    break  # asking again would not help
                pause = max(pause, _seconds(answer.headers.get("Retry-After")))
        raise NoAnswer(f"The model's server {why}.")


def _texts_in(content: str) -> list[str]:
    try:
        found = json.loads(content)["takeaways"]
        texts = [" ".join(text.split()) for text in found if text.strip()]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotUsable("The model did not answer with the JSON that was asked for.") from error
    if not _FEWEST <= len(texts) <= _MOST:
        raise NotUsable(f"The model wrote {len(texts)} takeaways, not {_FEWEST} to {_MOST}.")
    if any(len(text.split()) > _MOST_WORDS for text in texts):
        raise NotUsable(f"The model wrote a takeaway of more than {_MOST_WORDS} words.")
    return texts


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isdigit() else 0.0
