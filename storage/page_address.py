"""When two addresses are of one page: the fragment and what campaigns put behind an address do not count."""

import hashlib
import re
from typing import Final
from urllib.parse import SplitResult, unquote_plus, urlsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# Only names that are never part of what a page is: an "id" or a "ref" may well be.
_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|mc_[ce]id|igshid", re.IGNORECASE)


def page_address(url: str) -> str:
    """The address without fragment, tracking parameters and default port; scheme and host in lower case.

    What is left of the query stays as it is written. ValueError for what is no address.
    """
    parts = urlsplit(url.strip())
    query = "&".join(pair for pair in parts.query.split("&") if not _is_tracking(pair))
    return parts._replace(netloc=_host(parts), path=parts.path or "/", query=query, fragment="").geturl()


def page_origin(url: str) -> str:
    """Scheme, host and port of an address, as browsers send it in Origin. ValueError for what is no address."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{_host(parts)}"


def page_hash(url: str | None) -> str | None:
    """What is equal for the addresses of one page, and short enough for an index; None where there is no address."""
    if not url:
        return None
    try:
        address = page_address(url)
    except ValueError:
        address = url
    return hashlib.sha256(address.encode()).hexdigest()


def _is_tracking(pair: str) -> bool:
    return _TRACKING.fullmatch(unquote_plus(pair.partition("=")[0])) is not None


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    name = f"[{host}]" if ":" in host else host
    return name if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{name}:{parts.port}"
