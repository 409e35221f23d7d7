"""An origin as publishers write one down, and as browsers send it."""

from pydantic import HttpUrl, TypeAdapter, ValidationError

from storage.page_address import page_origin

_ADDRESS = TypeAdapter(HttpUrl)


def origin(text: str) -> str:
    """Scheme, host and port, written as in a browser's Origin header. ValueError for anything more, or else."""
    right = 'give scheme and host, such as "https://news.example"'
    try:
        address = _ADDRESS.validate_python(text.strip())
    except ValidationError as error:
        raise ValueError(f"{text!r} is no origin: {right}") from error
    more = (address.path or "/") != "/" or address.query or address.fragment or address.username or address.password
    if more or not address.host or "*" in address.host:
        raise ValueError(f"{text!r} is more than an origin: {right}")
    return page_origin(str(address))
