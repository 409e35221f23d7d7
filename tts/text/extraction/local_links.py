"""Links that lead to another place of the same page: the address of an entry or of a section."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_NEAR: Final = 3  # levels up, children down


class LocalLinks:
    """Knows the page's IDs, so that a whole address with a "#" is known for a local one as well."""

    def __init__(self, tree: Any) -> None:
        self._names = set(tree.xpath("//@id"))

    def __contains__(self, link: Any) -> bool:
        address, mark, name = link.get("href", "#").partition("#")
        return bool(mark) and (not address or name in self._names)


def unlink_headings(tree: Any) -> None:
    """Headings that are a link to themselves become plain ones: a chooser of text takes them for a menu."""
    local = LocalLinks(tree)
    for link in list(tree.iter("a")):
        inside = any(above.tag in HEADINGS for above in islice(link.iterancestors(), _NEAR))
        around = not inside and any(child.tag in HEADINGS for child in islice(link, _NEAR))
        if (inside or around) and link in local:
            link.tag = "span" if inside else "div"
            link.attrib.pop("href", None)


def teasers(tree: Any) -> Iterator[str]:
    """The texts of headings that are a link as a whole, or are in one; local links must be gone."""
    for link in tree.iter("a"):
        if "href" in link.attrib and (
            any(above.tag in HEADINGS for above in islice(link.iterancestors(), _NEAR))
            or any(child.tag in HEADINGS for child in islice(link, _NEAR))
        ):
            yield "".join(link.itertext())
