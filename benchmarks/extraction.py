"""How much of an article comes out of its page and how little else, ours beside two other libraries.

    python benchmarks/extraction.py --data FOLDER

The measure of the public scrapinghub/article-extraction-benchmark (MIT): a text is its runs of word characters,
cut into overlapping shingles of four; precision and recall of a page count shared shingles with their
multiplicity, both are averaged over the pages, and F1 is of the two averages. (A page counts for precision where
it or its reference has words.) FOLDER holds expected.json (ID -> articleBody, url) and html/ID.html.gz.
"""

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

GOAL = 0.97
SHINGLE_WORDS = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Page:
    name: str
    url: str
    html: str
    body: str


@dataclass(frozen=True)
class Result:
    precision: float
    recall: float
    milliseconds: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall or 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder with expected.json and html/")
    parser.add_argument("--wrong", action="store_true", help="print our F1 of each page, worst first")
    options = parser.parse_args()
    pages = list(read_pages(options.data))
    print(f"{'':24}{'precision':>10}{'recall':>10}{'F1':>10}{'ms a page':>12}")
    results: dict[str, Result] = {}
    for name, reader in readers().items():
        if reader is None:
            print(f"{name:24}{'not installed':>20}")
            continue
        results[name] = measure(pages, reader, options.wrong and name == "readcast")
        found = results[name]
        print(f"{name:24}{found.precision:10.3f}{found.recall:10.3f}{found.f1:10.3f}{found.milliseconds:12.1f}")
    print(f"extraction: F1 {results['readcast'].f1:.3f} (goal {GOAL})")


def read_pages(folder: Path) -> Iterator[Page]:
    for name, facts in json.loads((folder / "expected.json").read_text("utf-8")).items():
        html = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8", "replace")
        yield Page(name, facts["url"], html, facts["articleBody"])


def readers() -> dict[str, Callable[[Page], str] | None]:
    """What each library takes for the body; None where it is not installed."""
    return {
        "readcast": _readcast(),
        "trafilatura": _trafilatura(),
        "readability-lxml": _readability() if find_spec("readability") else None,
    }


def _readcast() -> Callable[[Page], str]:
    from tts.errors import TTSError
    from tts.text.extract import article_from_html

    def read(page: Page) -> str:
        try:
            return "\n".join(block.text for block in article_from_html(page.html, url=page.url).blocks)
        except TTSError:
            return ""

    return read


def _trafilatura() -> Callable[[Page], str]:
    import trafilatura

    return lambda page: trafilatura.extract(page.html, url=page.url, favor_precision=True, include_comments=False) or ""


def _readability() -> Callable[[Page], str]:
    from lxml import html as lxml_html

    document = import_module("readability").Document

    def read(page: Page) -> str:
        summary: Any = lxml_html.fromstring(document(page.html).summary())
        return "\n".join(summary.itertext())

    return read


def measure(pages: list[Page], reader: Callable[[Page], str], show: bool) -> Result:
    reader(pages[0])  # what a library loads at its first page is not counted
    scores = []
    started = time.perf_counter()
    texts = [reader(page) for page in pages]
    milliseconds = 1000 * (time.perf_counter() - started) / len(pages)
    for page, text in zip(pages, texts, strict=True):
        scores.append(score(text, page.body))
    if show:
        for page, (precision, recall) in sorted(zip(pages, scores, strict=True), key=lambda pair: sum(pair[1])):
            print(f"{page.name[:12]}  precision {precision:.3f}  recall {recall:.3f}  {page.url}")
    return Result(
        statistics.mean(precision for precision, _ in scores if precision is not None),
        statistics.mean(recall for _, recall in scores if recall is not None),
        milliseconds,
    )


def score(found: str, wanted: str) -> tuple[float, float]:
    """Precision and recall of one page's shingles."""
    ours, theirs = shingles(found), shingles(wanted)
    common = (ours & theirs).total()
    return common / (ours.total() or 1), common / (theirs.total() or 1)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words with their number; of a shorter text, the one run there is."""
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1)) if words else ()
    return Counter(tuple(words[start : start + SHINGLE_WORDS]) for start in starts)


if __name__ == "__main__":
    main()
