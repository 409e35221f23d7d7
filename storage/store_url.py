"""Reading the address of an audio store."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from storage.errors import InvalidStoreURL

RIGHT = "use file:///path/to/folder or s3://bucket/prefix?endpoint=https://host&region=name"
S3_OPTIONS = frozenset({"endpoint", "region", "access_key", "secret_key"})


@dataclass(frozen=True)
class S3Address:
    """`prefix` has no slash at its ends. What is None is for the AWS environment to say."""

    bucket: str
    prefix: str
    endpoint: str | None = None
    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = None


def parse_store_url(url: str) -> Path | S3Address:
    """The folder that file:///path or a bare path names, or the address that s3://bucket/prefix?... is.

    file://./path is below the current folder. Raises InvalidStoreURL, which never repeats the query: it may
    hold a secret.
    """
    if url and "://" not in url:
        return Path(url)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise _invalid("it is not a URL") from error
    if parts.scheme == "s3":
        return _s3_address(parts)
    if parts.scheme != "file":
        raise _invalid(f"{parts.scheme}:// is not known" if parts.scheme else "it is empty")
    folder = unquote(parts.netloc.removeprefix("localhost") + parts.path)
    if not folder or parts.query or parts.fragment:
        raise _invalid("file:// takes a path and nothing else")
    return Path(folder)


def _s3_address(parts: SplitResult) -> S3Address:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = parts.path.strip("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]+", parts.netloc):
        raise _invalid(f"{parts.netloc!r} is not the name of a bucket")
    if prefix and not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*", prefix):
        raise _invalid("the prefix may have letters, digits, '.', '_' and '-' between its slashes")
    unknown = sorted(options.keys() - S3_OPTIONS)
    if unknown:
        raise _invalid(f"there is no option {', '.join(unknown)}")
    if not re.match(r"https?://[^/]", options.get("endpoint", "https://host")):
        raise _invalid("the endpoint must begin with http:// or https://")
    if ("access_key" in options) != ("secret_key" in options):
        raise _invalid("access_key and secret_key belong together")
    return S3Address(parts.netloc, prefix, **options)


def _invalid(reason: str) -> InvalidStoreURL:
    return InvalidStoreURL(f"The audio store's address cannot be used: {reason}; {RIGHT}.")
