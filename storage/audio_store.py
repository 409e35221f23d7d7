"""Where audio objects are kept: AudioStore, its S3 implementation, and open_audio_store."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from storage.errors import AudioObjectMissing, AudioStoreUnavailable, InvalidStoreURL
from storage.local_audio_store import KEY, LocalAudioStore, StoredObject, check_key
from storage.store_url import S3Address, parse_store_url

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import DeleteTypeDef, ObjectIdentifierTypeDef

CACHE_CONTROL = "public, max-age=31536000, immutable"  # keys are content hashes: an object never changes
DELETED_AT_ONCE = 1000  # S3 takes no more


class AudioStore(Protocol):
    """Objects by key. All methods raise ValueError for a bad key and AudioStoreUnavailable."""

    def put(self, key: str, file: Path, content_type: str) -> None:
        """Keeps a copy of the file; one that is there already is replaced. Whole or not at all."""

    def get(self, key: str, target: Path) -> None:
        """Copies the object into the file `target`. Raises AudioObjectMissing."""

    def read(self, key: str) -> bytes:
        """The whole object: for small ones. Raises AudioObjectMissing."""

    def exists(self, key: str) -> bool:
        """Whether there is an object under the key."""

    def delete(self, keys: Iterable[str]) -> None:
        """Deletes the objects; those that are missing already are fine."""

    def objects(self, folder: str) -> Iterator[StoredObject]:
        """The objects whose keys begin with `folder` and a slash, in the order of their keys; read page by page."""

    def url(self, key: str, *, filename: str | None = None) -> str | None:
        """Where a browser gets the object, or None if the application must serve it itself.

        Sign a new one for every response: it may expire. `filename` makes the browser save the object under
        that name, where the store can say so (not through a CDN).
        """

    def ping(self) -> None:
        """Raises AudioStoreUnavailable unless the store answers."""


class S3AudioStore:
    """An AudioStore in a bucket, below `prefix`. The client may be shared by threads."""

    def __init__(
        self,
        client: "S3Client",
        bucket: str,
        prefix: str = "",
        *,
        cdn_base_url: str | None = None,
        presign_seconds: int = 3600,
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._cdn_base_url = cdn_base_url.rstrip("/") if cdn_base_url else None
        self._presign_seconds = presign_seconds

    def put(self, key: str, file: Path, content_type: str) -> None:
        name, headers = self._name(key), {"ContentType": content_type, "CacheControl": CACHE_CONTROL}
        with _translated(key):
            self._client.upload_file(str(file), self._bucket, name, ExtraArgs=headers)

    def get(self, key: str, target: Path) -> None:
        name = self._name(key)
        with _translated(key):
            self._client.download_file(self._bucket, name, str(target))

    def read(self, key: str) -> bytes:
        name = self._name(key)
        with _translated(key):
            return self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()

    def exists(self, key: str) -> bool:
        name = self._name(key)
        try:
            with _translated(key):
                self._client.head_object(Bucket=self._bucket, Key=name)
        except AudioObjectMissing:
            return False
        return True

    def delete(self, keys: Iterable[str]) -> None:
        objects: list[ObjectIdentifierTypeDef] = [{"Key": self._name(key)} for key in keys]
        for start in range(0, len(objects), DELETED_AT_ONCE):
            some: DeleteTypeDef = {"Objects": objects[start : start + DELETED_AT_ONCE], "Quiet": True}
            with _translated("the objects"):
                answer = self._client.delete_objects(Bucket=self._bucket, Delete=some)
            for error in answer.get("Errors", []):
                raise AudioStoreUnavailable(f"{error['Key']} could not be deleted: {error['Message']}")

    def objects(self, folder: str) -> Iterator[StoredObject]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=f"{self._prefix}{folder}/"
        )
        with _translated(f"the list of {folder}"):
            for page in pages:
                for told in page.get("Contents", ()):
                    key = told["Key"].removeprefix(self._prefix)
                    if KEY.fullmatch(key):
                        yield StoredObject(key, told["Size"], told["LastModified"])

    def url(self, key: str, *, filename: str | None = None) -> str | None:
        """The CDN's URL if there is a CDN, else a presigned one that answers GET for `presign_seconds`."""
        name = self._name(key)
        if self._cdn_base_url:
            return f"{self._cdn_base_url}/{key}"
        parameters = {"Bucket": self._bucket, "Key": name}
        if filename:
            parameters["ResponseContentDisposition"] = _attachment(filename)
        with _translated(key):
            return self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=self._presign_seconds)

    def ping(self) -> None:
        try:
            with _translated(f"the bucket {self._bucket}"):
                self._client.head_bucket(Bucket=self._bucket)
        except AudioObjectMissing as error:
            raise AudioStoreUnavailable(f"There is no bucket {self._bucket}.") from error

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key)


def open_audio_store(
    url: str, *, cdn_base_url: str | None = None, presign_seconds: int = 3600
) -> LocalAudioStore | S3AudioStore:
    """The store at `url`: file:///path, a bare path, or s3://bucket/prefix?endpoint=...&region=...

    S3 credentials come from where AWS tools look (AWS_ACCESS_KEY_ID, ...), or from access_key and secret_key
    in the query (percent-encoded). `cdn_base_url` is the address below which the keys, without the prefix,
    are public. Nothing is connected yet. Raises InvalidStoreURL.
    """
    address = parse_store_url(url)
    if isinstance(address, Path):
        return LocalAudioStore(address, cdn_base_url)
    return S3AudioStore(
        _s3_client(address),
        address.bucket,
        address.prefix,
        cdn_base_url=cdn_base_url,
        presign_seconds=presign_seconds,
    )


def _s3_client(address: S3Address) -> "S3Client":
    config = Config(
        signature_version="s3v4",
        connect_timeout=3,
        read_timeout=30,
        max_pool_connections=32,
        retries={"mode": "standard", "total_max_attempts": 3},
        s3={"addressing_style": "path" if address.endpoint else "auto"},
        # Checksums in trailers are AWS's own; other servers may not know them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    try:
        return boto3.Session().client(  # boto3.client would share one session, and with it credentials
            "s3",
            endpoint_url=address.endpoint,
            region_name=address.region,
            aws_access_key_id=address.access_key,
            aws_secret_access_key=address.secret_key,
            config=config,
        )
    except (BotoCoreError, ValueError) as error:
        raise InvalidStoreURL(f"The S3 address or the AWS configuration cannot be used: {error}") from error


def _attachment(filename: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "_", filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        if code in {"404", "NoSuchKey"}:
            raise AudioObjectMissing(f"There is no audio object {what}.") from error
        raise AudioStoreUnavailable(f"The audio store refuses {what}: {code}.") from error
    except (BotoCoreError, Boto3Error) as error:
        raise AudioStoreUnavailable(f"The audio store cannot be used for {what}: {error}") from error
