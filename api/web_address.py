"""Web addresses that pages named, which may be anything."""

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

_WEB_ADDRESS = TypeAdapter(AnyHttpUrl)


def web_address(named: str | None) -> str | None:
    """The address as browsers and feeds take it, escaped; None if it is no address of the web (javascript:, a path)."""
    try:
        return str(_WEB_ADDRESS.validate_python(named))
    except ValidationError:
        return None
