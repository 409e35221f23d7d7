"""A language model that writes takeaways: any server with OpenAI's chat endpoint.

SummaryFailed
├── NoAnswer        no connection, too slow, or an error status, after all tries
└── NotUsable       not the JSON that was asked for, or something in it does not stand in the article
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tts.article import Article
from tts.text.takeaways.given import Facts

_FEWEST, _MOST, _MOST_WORDS = 2, 6, 40
_MOST_CHARACTERS: Final = 40_000  # of the article: what models take, at a price that surprises nobody
_PAUSE_SECONDS: Final = 0.5  # before the second try; doubled before each one after it
_LONGEST_PAUSE: Final = 10.0
_LOOK_SECONDS: Final = 0.1  # so often who waits is asked whether to go on
_MOST_BYTES: Final = 1_000_000  # of an answer
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
    timeout_seconds: float  # of each try, from its beginning to the answer's end
    tries: int = 3

    def takeaways(self, article: Article, go_on: Callable[[], None]) -> list[str]:
        """What the model writes, checked against the article. Raises SummaryFailed.

        `go_on` is called several times a second; what it raises ends the waiting.
        """
        texts = _texts_in(self._ask(article, go_on))
        facts = Facts(article)
        for text in texts:
            missing = facts.missing(text)
            if missing:
                raise NotUsable(f"The model wrote of {', '.join(missing)}, which the article does not.")
        return texts

    def _ask(self, article: Article, go_on: Callable[[], None]) -> str:
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
        answer = self._post(asked, go_on)
        try:
            return str(answer.json()["choices"][0]["message"]["content"])
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise NotUsable("The model's server did not answer as a chat endpoint does.") from error

    def _post(self, asked: dict[str, Any], go_on: Callable[[], None]) -> httpx.Response:
        why, pause = "", _PAUSE_SECONDS
        for attempt in range(self.tries):
            if attempt:
                _wait(min(pause, _LONGEST_PAUSE), go_on)
                pause *= 2
            try:
                answer = self._try(asked, go_on)
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
                pause = max(pause, _seconds(answer.headers["Retry-After"]))
        raise NoAnswer(f"The model's server {why}.")

    def _try(self, asked: dict[str, Any], go_on: Callable[[], None]) -> httpx.Response:
        """One request, on a thread of its own that nobody has to wait for. Raises httpx.HTTPError and NotUsable."""
        ended: list[httpx.Response | httpx.HTTPError | NotUsable] = []
        given_up = threading.Event()

        def send() -> None:
            try:
                ended.append(self._send(asked, given_up))
            except (httpx.HTTPError, NotUsable) as error:
                ended.append(error)

        thread = threading.Thread(target=send, name="model", daemon=True)
        thread.start()
        until = time.monotonic() + self.timeout_seconds
        try:
            while thread.is_alive() and time.monotonic() < until:
                go_on()
                thread.join(_LOOK_SECONDS)
        finally:
            given_up.set()
        if not ended and thread.is_alive():
            raise httpx.ReadTimeout("no whole answer in time")
        if not ended:
            raise httpx.TransportError("the request broke off")  # why, the thread has said in the log
        if isinstance(ended[0], httpx.Response):
            return ended[0]
        raise ended[0]

    def _send(self, asked: dict[str, Any], given_up: threading.Event) -> httpx.Response:
        url = f"{self.url.rstrip('/')}/chat/completions"
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        with httpx.stream("POST", url, json=asked, headers=headers, timeout=self.timeout_seconds) as answer:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > _MOST_BYTES:
                    raise NotUsable(f"The model's server answered with more than {_MOST_BYTES // 1_000_000} MB.")
                if given_up.is_set():
                    raise httpx.ReadTimeout("nobody waits for it")
            later = answer.headers.get("Retry-After", "")
            return httpx.Response(answer.status_code, headers={"Retry-After": later}, content=bytes(body))


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


def _wait(seconds: float, go_on: Callable[[], None]) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        go_on()
        time.sleep(min(left, _LOOK_SECONDS))


def _seconds(header: str) -> float:
    return float(header) if header.isdigit() else 0.0
