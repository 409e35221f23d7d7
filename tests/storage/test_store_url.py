from pathlib import Path

import pytest

from storage.audio_store import open_audio_store
from storage.errors import InvalidStoreURL
from storage.store_url import S3Address, parse_store_url


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:///var/lib/readcast", "/var/lib/readcast"),
        ("file://localhost/var/lib/readcast", "/var/lib/readcast"),
        ("file:///with%20space", "/with space"),
        ("file://./audio", "audio"),
        ("audio/here", "audio/here"),
        ("/var/100%", "/var/100%"),
    ],
)
def test_folders(url: str, folder: str) -> None:
    assert parse_store_url(url) == Path(folder)


def test_buckets() -> None:
    assert parse_store_url("s3://my-bucket") == S3Address("my-bucket", "")
    url = "s3://b.ucket/some/prefix/?endpoint=http://127.0.0.1:8333&region=eu-1&access_key=a&secret_key=b%2Fc%2B"
    assert parse_store_url(url) == S3Address("b.ucket", "some/prefix", "http://127.0.0.1:8333", "eu-1", "a", "b/c+")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://bucket/x",
        "s3://",
        "s3:///prefix",
        "s3://Bucket",
        "s3://user@bucket",
        "s3://bucket/../up",
        "s3://bucket/a//b",
        "s3://bucket?endpiont=http://x&secret_key=TOPSECRET",
        "s3://bucket?access_key=only",
        "s3://bucket?secret_key=TOPSECRET",
        "s3://bucket?endpoint=127.0.0.1:8333",
        "s3://bucket?region=not%20a%20region!",
        "file://",
        "file:///x?y=z",
        "file://[",
    ],
)
def test_other_addresses_are_refused_with_advice(url: str) -> None:
    with pytest.raises(InvalidStoreURL, match=r"s3://bucket/prefix|S3 address") as caught:
        open_audio_store(url)
    assert "TOPSECRET" not in str(caught.value)
