"""What `readcast render` does: read an article, narrate it beside its target, and move it into place."""

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.assembly import narrator_shelf, speaking_threads
from api.fetch import fetch_page
from api.narrators import narrator_for
from api.settings import Settings
from tts.article import Article
from tts.audio.encode import FORMATS, format_of, transcode
from tts.audio.speed import check_speed, speed_filter
from tts.audio.tags import Tags, read_cover, write_tags
from tts.errors import NoArticleFound
from tts.marks import to_webvtt
from tts.narrate import Recording, narrate_to_file
from tts.narrator import Narrator
from tts.pool import Lane, SynthesisPool
from tts.text.extract import article_from_html, article_from_text
from tts.text.language import article_language
from tts.text.lexicon import Lexicon
from tts.text.lexicon_csv import read_lexicon_csv
from tts.text.markdown import article_from_markdown
from tts.voices import VoiceCatalogue


@dataclass(frozen=True)
class Request:
    source: str  # a file, an address, or "-" for standard input
    output: Path
    voice: str | None
    speed: float
    given: Mapping[str, Any]  # fields of the article that replace what was found
    cover: Path | None
    lexicon: Path | None  # CSV


def narrate_file(request: Request, settings: Settings, transcript: Path | None) -> float:
    """Write the audio file, and the transcript if asked for; the audio's seconds. A failure leaves nothing."""
    if format_of(request.output) is None:
        suffixes = " ".join(known.suffix for known in FORMATS.values())
        raise ValueError(f"{request.output} must end in one of {suffixes}")
    speed = check_speed(request.speed)
    article = replace(_read(request.source, settings), **request.given)
    article = replace(article, language=article_language(article))
    picture = request.cover or settings.cover
    cover = read_cover(picture) if picture else None
    tags = Tags(article.title, article.byline, settings.album or None, cover)
    narrator = _narrator(settings, article, request)
    with SynthesisPool(speaking_threads(settings)) as pool:
        recording = _narrate(article, narrator, request.output, speed, tags=tags, lane=pool.lane())
    if transcript:
        transcript.write_text(to_webvtt(recording.manifest, speed), "utf-8")
    return recording.manifest.duration / speed


def _read(source: str, settings: Settings) -> Article:
    if source == "-":
        return article_from_text(sys.stdin.read())
    if source.startswith(("http://", "https://")):
        page = fetch_page(source, settings.fetch_limits)
        return article_from_html(page.html, url=page.url)
    path = Path(source)
    text = path.read_text("utf-8", errors="replace")
    if "\0" in text:
        raise ValueError(f"{source} is not text: give HTML, Markdown or plain text")
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm"):
        article = article_from_html(text)
    elif suffix in (".md", ".markdown"):
        article = article_from_markdown(text)
    else:
        article = article_from_text(text)
    if not article.blocks:
        raise NoArticleFound(f"There is nothing to read in {source}.")
    return article


def _narrator(settings: Settings, article: Article, request: Request) -> Narrator:
    catalogue = VoiceCatalogue(settings.voices_dir)
    name = request.voice or catalogue.default(article.language, settings.default_voice).name
    lexicon = Lexicon(read_lexicon_csv(request.lexicon.read_bytes()) if request.lexicon else ())
    shelf = narrator_shelf(settings)
    return narrator_for(shelf, catalogue, name, article, lexicon)


def _narrate(article: Article, narrator: Narrator, output: Path, speed: float, *, tags: Tags, lane: Lane) -> Recording:
    """Into a file beside the output first, so that a failure leaves nothing behind."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    output.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".readcast-", dir=output.parent) as folder,
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
    ):
        task = progress.add_task("Speaking", total=article.characters)

        def show(characters: int) -> None:
            progress.update(task, completed=characters)

        made = Path(folder) / output.name
        if speed == 1.0:
            recording = narrate_to_file(article, narrator, made, tags, on_progress=show, lane=lane)
        else:
            master = Path(folder) / "master.flac"
            recording = narrate_to_file(article, narrator, master, tags, on_progress=show, lane=lane)
            audio_format = format_of(output)
            assert audio_format is not None
            transcode(master, made, audio_format, speed_filter(speed))
            write_tags(made, tags, recording.manifest.chapters(speed))
        made.replace(output)
    return recording
