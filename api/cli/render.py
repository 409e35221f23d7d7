"""readcast render: one article to one audio file, with no server."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from tts.text.extract import article_from_html, article_from_text
from tts.text.markdown import article_from_markdown

from api.assembly import narrator_shelf
from api.cli.failure import failing_clearly, read_settings
from api.fetch import fetch_page
from api.settings import Settings
from tts.article import Article
from tts.audio.encode import FORMATS, transcode
from tts.audio.speed import check_speed, speed_filter
from tts.audio.tags import Tags, read_cover, write_tags
from tts.errors import NoArticleFound
from tts.marks import to_webvtt
from tts.narrate import Recording, narrate_to_file
from tts.narrator import Narrator
from tts.voices import VoiceCatalogue


def render(
    source: Annotated[str, typer.Argument(help="An HTML, Markdown or text file, an address, or - for text.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The audio file: .mp3 .ogg .m4a .flac .wav")],
    voice: Annotated[str | None, typer.Option(help="A name from `readcast voices list`.")] = None,
    speed: Annotated[float, typer.Option(help="0.5 to 3.0, at the same pitch.")] = 1.0,
    title: Annotated[str | None, typer.Option(help="Title, if the article's own will not do.")] = None,
    byline: Annotated[str | None, typer.Option(help="Author, if the article's own will not do.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the article, such as en-GB.")] = None,
    cover: Annotated[Path | None, typer.Option(help="JPEG or PNG put into the file.")] = None,
    transcript: Annotated[Path | None, typer.Option(help="Write the timed transcript (.vtt) here.")] = None,
) -> None:
    """Narrate one article into an audio file."""
    settings = read_settings()
    with failing_clearly():
        suffixes = [audio_format.suffix for audio_format in FORMATS.values()]
        if output.suffix not in suffixes:
            raise ValueError(f"{output} must end in one of {' '.join(suffixes)}")
        speed = check_speed(speed)
        article = _read(source, settings)
        given: dict[str, Any] = {"title": title, "byline": byline, "language": language}
        article = replace(article, **{name: value for name, value in given.items() if value})
        picture = cover or settings.cover
        tags = Tags(article.title, article.byline, settings.album or None, read_cover(picture) if picture else None)
        recording = _narrate(article, _narrator(settings, article, voice), output, speed, tags)
        if transcript:
            transcript.write_text(to_webvtt(recording.manifest, speed), "utf-8")
    seconds = recording.manifest.duration / speed
    typer.echo(
        f"{output}: {int(seconds) // 60}:{int(seconds) % 60:02d}, {output.stat().st_size / 1e6:.1f} MB",
        err=True,
    )


def _read(source: str, settings: Settings) -> Article:
    if source == "-":
        return article_from_text(sys.stdin.read())
    if source.startswith(("http://", "https://")):
        page = fetch_page(source, settings.fetch_limits)
        return article_from_html(page.html, url=page.url)
    path = Path(source)
    text = path.read_text("utf-8", errors="replace")
    readers = {".html": article_from_html, ".htm": article_from_html, ".md": article_from_markdown}
    article = readers.get(path.suffix.lower(), article_from_text)(text)
    if not article.blocks:
        raise NoArticleFound(f"There is nothing to read in {source}.")
    return article


def _narrator(settings: Settings, article: Article, voice: str | None) -> Narrator:
    catalogue = VoiceCatalogue(settings.voices_dir)
    chosen = catalogue.find(voice) if voice else catalogue.default(article.language, settings.default_voice)
    return narrator_shelf(settings).get(chosen)


def _narrate(article: Article, narrator: Narrator, output: Path, speed: float, tags: Tags) -> Recording:
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
            recording = narrate_to_file(article, narrator, made, tags, show)
        else:
            master = Path(folder) / "master.flac"
            recording = narrate_to_file(article, narrator, master, tags, show)
            audio_format = next(f for f in FORMATS.values() if f.suffix == output.suffix)
            transcode(master, made, audio_format, speed_filter(speed))
            write_tags(made, tags, recording.manifest.chapters(speed))
        made.replace(output)
    return recording
