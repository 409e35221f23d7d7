"""From the page a reader is on to its article, which is taken in now if the site lets readers do that.

Readers have no key, so a stranger may ask for any address. What keeps that harmless: only pages of the site's
`embed_origins`, also after redirects; only public addresses (api/fetch.py); never an article that is there already;
few at once; and a page names its own canonical address, so that made-up queries do not make articles.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

from pydantic import HttpUrl, ValidationError

from api.assembly import Assembly
from api.errors import PageOfAnotherOrigin, PageUnknown, Rejected
from api.fetch import FetchError, Page, fetch_page
from api.ingest import ingest
from api.page_ingests import Outcome
from api.schemas import ArticleIn
from storage.articles import article_of_page, get_article
from storage.errors import ArticleNotFound
from storage.models import Article, Narration, Site
from storage.narrations import narrations_of
from storage.page_address import page_address, page_origin
from tts.text.extraction.html_tree import parse_html


@dataclass(frozen=True)
class FoundPage:
    article: Article
    narrations: list[Narration]
    queued: bool = False  # it was taken in just now


def find_page(assembly: Assembly, site: Site, url: str, browser_origin: str | None) -> FoundPage:
    """The article of the page at `url`; `browser_origin` is the Origin that a browser told, if one did.

    Raises PageUnknown, PageOfAnotherOrigin, PagesBusy, and Rejected for a page that cannot be read.
    """
    page = page_address(url)
    known = _known(assembly, site, page)
    if known is not None:
        return known
    origin = page_origin(page)
    if origin not in site.embed_origins:
        raise PageUnknown(_HOW_TO.format(page=page, origin=origin))
    if browser_origin not in (None, origin):
        raise PageOfAnotherOrigin(
            f"A page of {browser_origin} asks for one of {origin}: each may ask for its own only."
        )
    lately = assembly.page_ingests.outcome(page)
    if lately is not None:
        return _again(assembly, lately)
    with assembly.page_ingests.turn(page):
        try:
            found = _taken_in(assembly, site, page)
        except Rejected as rejected:
            assembly.page_ingests.keep(page, Outcome(problem=str(rejected)))
            raise Rejected("body.url", rejected.error) from rejected
        assembly.page_ingests.keep(page, Outcome(article_id=found.article.id))
    return found


_HOW_TO = (
    "There is no article of {page}. Post it, or have such pages narrated when a reader first opens one: "
    'PATCH /v1/site {{"embed_origins": ["{origin}"]}}'
)


def _known(assembly: Assembly, site: Site, url: str) -> FoundPage | None:
    """Raises PageUnknown for a draft: it is there, and not to be heard."""
    with assembly.database.read() as session:
        article = article_of_page(session, site.id, url)
        if article is None:
            return None
        if article.draft:
            raise PageUnknown(f"There is no audio of {url} yet.")
        return FoundPage(article, list(narrations_of(session, article)))


def _again(assembly: Assembly, outcome: Outcome) -> FoundPage:
    """The same answer as a moment ago, when the page had another name for itself or could not be read."""
    if outcome.article_id is None:
        raise Rejected("body.url", FetchError(outcome.problem))
    with assembly.database.read() as session:
        article = get_article(session, outcome.article_id)
        if article.draft:
            raise ArticleNotFound(f"There is no article {article.id}.")
        return FoundPage(article, list(narrations_of(session, article)))


def _taken_in(assembly: Assembly, site: Site, url: str) -> FoundPage:
    try:
        page = fetch_page(url, assembly.settings.fetch_limits)
    except FetchError as error:
        raise Rejected("body.url", error) from error
    if page_origin(page.url) not in site.embed_origins:
        elsewhere = f"{url} leads to {page_origin(page.url)}, whose pages are not taken in here."
        raise Rejected("body.url", FetchError(elsewhere))
    address = _canonical(site, page)
    known = _known(assembly, site, address)
    if known is not None:
        return known
    try:
        body = ArticleIn.model_validate({"html": page.html, "source_url": address})
    except ValidationError as error:
        raise Rejected("body.url", FetchError(f"{url} leads to an address that cannot be kept.")) from error
    taken = ingest(assembly, site, body)
    return FoundPage(taken.article, taken.narrations, taken.queued)


def _canonical(site: Site, page: Page) -> str:
    """The address that the page gives itself, if it is one of the site's; else that at which it was found."""
    for link in parse_html(page.html).iter("link"):
        if "canonical" in link.get("rel", "").lower().split():
            try:
                named = str(HttpUrl(urljoin(page.url, link.get("href", "").strip())))
                if page_origin(named) in site.embed_origins:
                    return page_address(named)
            except ValueError:
                continue
    return page_address(page.url)
