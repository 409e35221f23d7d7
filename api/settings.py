"""Every setting of readcast, read once at the edge from READCAST_* environment variables."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.fetch import FetchLimits
from api.public_network import parse_networks
from tts.audio.speed import check_speed
from tts.audio.tags import read_cover
from tts.scales import Scales

DEFAULT_VOICE = "en_US-joe-medium"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="READCAST_", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder of the embedded database, audio store and voice notes.")
    database_url: str = Field("", description="Database; empty is SQLite in the data folder. postgresql://... works.")
    audio_store: str = Field(
        "",
        description="Audio store; empty is a folder in the data folder. s3://bucket/prefix?endpoint=... works.",
    )
    cdn_url: str = Field("", description="Base address of a CDN in front of the audio store.")
    presign_seconds: int = Field(3600, ge=60, le=604_800, description="How long a signed S3 address works.")
    public_url: str = Field("", description="Address under which readers reach this server; empty takes the request's.")
    host: str = Field("127.0.0.1", description="Address to listen on; other than loopback needs an API key.")
    port: int = Field(8000, ge=0, le=65_535, description="Port to listen on.")
    api_key: SecretStr | None = Field(None, description="One API key, beside those of `readcast keys create`.")
    voices_dir: Path = Field(Path("voices"), description="Folder of Piper voices (.onnx with .onnx.json).")
    default_voice: str = Field(DEFAULT_VOICE, description="Voice where neither article nor site names one.")
    voice_aliases: dict[str, str] = Field(
        {}, description='Other names of voices in /v1/audio, as JSON: {"nova": "en_US-joe-medium"}.'
    )
    noise: float | None = Field(None, ge=0, le=2, description="Piper's noise scale; empty is the voice's own.")
    noise_w: float | None = Field(None, ge=0, le=2, description="Piper's rhythm noise; empty is the voice's own.")
    length_scale: float | None = Field(None, ge=0.3, le=3, description="Piper's length scale: above 1 is slower.")
    workers: int = Field(0, ge=0, le=256, description="Threads that speak; 0 is one a core, 32 on a GPU.")
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="What speaks; auto is a GPU if there is one.")
    precision: Literal["exact", "fast"] = Field("exact", description="fast: part of the voice in integers, on a CPU.")
    warm_up: bool = Field(True, description="Load the default voice at start, not when it is first asked for.")
    narrations_at_once: int = Field(32, ge=1, le=256, description="Narrations in work at once; they share the threads.")
    lease_seconds: int = Field(60, ge=5, description="After this silence a worker counts as dead.")
    max_attempts: int = Field(3, ge=1, description="Tries before a narration whose worker dies is given up.")
    broker_url: str = Field("", description="Celery broker; empty renders in threads. redis://, amqp:// or sqs://.")
    split_words: int = Field(10_000, ge=0, description="Longer batch texts are shared by a broker's workers; 0: never.")
    worker_memory_mb: int = Field(
        2000, ge=200, description="A `readcast worker` process that grew beyond it starts anew."
    )
    speeds: tuple[float, ...] = Field((), description="Speed variants made ahead, as JSON: [1.25, 1.5].")
    takeaways_audio: bool = Field(True, description="Narrate the key takeaways of each article too.")
    summary_url: str = Field("", description="A chat endpoint as OpenAI's, up to /v1: a model writes the takeaways.")
    summary_model_name: str = Field("", description="The model's name there.")
    summary_key: SecretStr | None = Field(None, description="The key for it.")
    summary_prompt: str = Field("", description="What it is told to do; empty is our prompt.")
    summary_timeout: float = Field(20.0, gt=0, description="Seconds for each of three tries.")
    cover: Path | None = Field(None, description="JPEG or PNG put into the audio files.")
    album: str = Field("", description="Album (publication) put into the audio files.")
    downloads: bool = Field(True, description="Players offer the audio file for download.")
    max_article_characters: int = Field(1_000_000, ge=1, description="Longest article accepted.")
    max_speech_characters: int = Field(4096, ge=1, description="Longest text /v1/audio/speech speaks.")
    max_body_bytes: int = Field(8_000_000, ge=1_000, description="Largest request body accepted.")
    events_per_minute: int = Field(
        600, ge=0, description="Listening reports taken from one address a minute; 0 counts nothing."
    )
    passages_per_minute: int = Field(
        60, ge=1, description="Passages (20 seconds of an unfinished narration) spoken to one address a minute."
    )
    fetch_timeout: float = Field(15.0, gt=0, description="Seconds for fetching an article's page.")
    fetch_max_bytes: int = Field(5_000_000, ge=1_000, description="Largest page fetched.")
    fetch_allow_networks: tuple[str, ...] = Field(
        (), description='Private networks that pages and webhooks may be at, as JSON: ["10.0.0.0/8"].'
    )
    fetch_delay: float = Field(0.5, ge=0, le=60, description="Batches: seconds from a request to a host to the next.")
    fetch_at_once: int = Field(2, ge=1, le=32, description="Batches: requests that a host answers at a time.")
    webhook_timeout: float = Field(15.0, gt=0, le=120, description="Seconds that a webhook's address has to answer.")

    @field_validator("speeds")
    @classmethod
    def _speeds_can_be_made(cls, speeds: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(dict.fromkeys(check_speed(speed) for speed in speeds))

    @field_validator("cover")
    @classmethod
    def _cover_is_a_picture(cls, cover: Path | None) -> Path | None:
        if cover is not None:
            read_cover(cover)
        return cover

    @field_validator("fetch_allow_networks")
    @classmethod
    def _networks_are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        parse_networks(networks)
        return networks

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'readcast.db'}"

    @property
    def store(self) -> str:
        return self.audio_store or f"file://{self.data_dir.resolve() / 'audio'}"

    @property
    def scales(self) -> Scales:
        return Scales(self.noise, self.noise_w, self.length_scale)

    @property
    def worker_threads(self) -> int:
        """For work on the CPU."""
        return self.workers or os.cpu_count() or 1

    @property
    def fetch_limits(self) -> FetchLimits:
        return FetchLimits(
            max_bytes=self.fetch_max_bytes,
            timeout_seconds=self.fetch_timeout,
            allow_networks=self.fetch_allow_networks,
        )
