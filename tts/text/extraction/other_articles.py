"""Articles on a page that are not the one it is about: related posts in full, the next one of an endless page."""

import re
from collections import Counter
from typing import Any, Final

from tts.text.extraction.local_links import LocalLinks

_PAGE_OF_POST: Final = re.compile(r"(?:^|\s)postid-(\d{1,12})(?!\S)")
_POST: Final = re.compile(r"(?:^|\s)post-(\d{1,12})(?!\S)")
_SHORTEST_ARTICLE: Final = 250  # characters


def other_articles(tree: Any) -> list[Any]:
    """Elements that hold other articles; none where it is not clear which is the main one."""
    articles = list(tree.iter("article"))
    body = tree.find(".//body")
    page = _PAGE_OF_POST.search(body.get("class", "") if body is not None else "")
    if page:  # WordPress names the post in the classes of body and article
        posts = [(article, _POST.search(article.get("class", ""))) for article in articles]
        own = {above for article, post in posts if post and post[1] == page[1] for above in article.iterancestors()}
        return [article for article, post in posts if post and post[1] != page[1] and article not in own]
    top = [article for article in articles if next(article.iterancestors("article"), None) is None]
    main = next((article for article in top if _is_headed(article)), None)
    if main is None:
        return []
    local = LocalLinks(tree)
    return [article for article in top if article is not main and _has_own_title(article, local)]


def entries(tree: Any) -> list[Any]:
    """Articles beside one another that are the entries of one report, not of other pages."""
    articles = list(tree.iter("article"))
    if len(articles) < 2 or tree.find(".//article//h1") is not None:
        return []
    local = LocalLinks(tree)
    beside = Counter(article.getparent() for article in articles)
    return [article for article in articles if beside[article.getparent()] > 1 and not _has_own_title(article, local)]


def _has_own_title(article: Any, local: LocalLinks) -> bool:
    """Unlike an entry of a live report: a first heading, or one that leads to another page."""
    if article.find(".//h1") is not None:
        return True
    links = (link for tag in ("h2", "h3", "h4") for heading in article.iter(tag) for link in heading.iter("a"))
    return any(link not in local for link in links)


def _is_headed(article: Any) -> bool:
    """Whether it has a first heading and text of its own below it."""
    if article.find(".//h1") is None:
        return False
    characters = 0
    for paragraph in article.iter("p"):
        characters += len(paragraph.text or "") + sum(len(child.tail or "") for child in paragraph)
        if characters >= _SHORTEST_ARTICLE:
            return True
    return False
