"""How near takeaways come to the highlights that editors wrote, and how well they read.

    python benchmarks/takeaways.py --data takeaways_dev.jsonl

Each line of the file: {"set": ..., "article": ..., "highlights": [...]}. Three sentences of each article are scored
by ROUGE F1 (rouge-score, with its stemmer). "cross-validated": each fold's weights are learned from the other folds;
"other sets": each set's weights are learned from the other sets only. Needs rouge-score; sumy's rows need sumy.
With --speak, one article of about 500 words is narrated, and its takeaways out of its master, as after a post.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from train_takeaways import Example, article_of, example_of, learn, pool_for, read

from tts.audio.encode import FORMATS
from tts.narrate import narrate, record
from tts.narrator import NarratorShelf
from tts.reuse import SpokenBefore
from tts.scales import Scales
from tts.synthesizer import PiperSynthesizer
from tts.text.sentences import split_sentences
from tts.text.takeaways import find_takeaways, takeaways_article
from tts.text.takeaways.ranking import Pool, choose
from tts.voices import PACKAGED_VOICE, VoiceCatalogue

GOAL, BULLETS, FOLDS = 2.5, 3, 10
SPOKEN_WORDS = 500
MEASURES = ("rouge1", "rouge2", "rougeLsum")
# Written apart from the list in the code, and broader.
DANGLING = re.compile(
    r"[\W_]*(?:he|she|it|they|we|i|you|him|her|them|his|hers|its|their|our|my|your|this|that|these|those|there|here"
    r"|such|both|one|another|others|neither|either|none|but|and|or|nor|yet|so|then|also|however|meanwhile|moreover"
    r"|furthermore|nevertheless|nonetheless|instead|still|therefore|thus|besides|indeed|additionally|otherwise"
    r"|as a result|in addition|in fact|of course|for example|for instance|on the other hand|at the same time"
    r"|afterwards?|again|too|later|which|who)\b",
    re.IGNORECASE,
)
Rows = list[dict[str, Any]]
Bullets = list[list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="articles and highlights, one JSON object a line")
    parser.add_argument("--show", type=int, default=0, help="print the takeaways of so many articles")
    parser.add_argument("--speak", action="store_true", help="measure the narration of takeaways too; a minute")
    options = parser.parse_args()
    rows = read(options.data)
    pools = [pool_for(row["article"], BULLETS) for row in rows]
    examples = [example_of(pool, row["highlights"]) for pool, row in zip(pools, rows, strict=True)]
    table: dict[str, tuple[Bullets, float]] = {"lead-3": timed(rows, lead), **sumy_rows(rows)}
    table["ours, shipped weights"] = timed(rows, ours)
    speed = table["ours, shipped weights"][1]
    table["ours, cross-validated"] = learned_apart(pools, examples, folds(len(rows))), speed
    table["ours, from other sets"] = learned_apart(pools, examples, [row["set"] for row in rows]), speed
    scorer = RougeScorer(MEASURES, use_stemmer=True)
    scores = {name: np.array(list(map(partial(score, scorer), rows, found))) for name, (found, _) in table.items()}
    for name in sorted({row["set"] for row in rows}):
        print_set(name, np.array([row["set"] == name for row in rows]), table, scores)
    for row, bullets in list(zip(rows, table["ours, cross-validated"][0], strict=True))[: options.show]:
        print(f"\n{row['set']} {row.get('id', '')}", *bullets, sep="\n  - ")
    if options.speak:
        speak(min((row["article"] for row in rows), key=lambda text: abs(len(text.split()) - SPOKEN_WORDS)))
    validation = np.array([row["set"] == "cnndm_val" for row in rows])
    gains = scores["ours, cross-validated"][validation, 0] - scores["lead-3"][validation, 0]
    print(f"\nstandard error of the difference to lead-3 on cnndm_val: {gains.std() / np.sqrt(len(gains)):.2f} R1")
    print(f"takeaways: {gains.mean():.1f} R1 over lead-3 on cnndm_val (goal {GOAL})")


def timed(rows: Rows, find: Callable[[str], list[str]]) -> tuple[Bullets, float]:
    """What is found in each article, and milliseconds an article: the better of two rounds."""
    rounds = []
    for _ in range(2):
        started = time.perf_counter()
        found = [find(row["article"]) for row in rows]
        rounds.append(time.perf_counter() - started)
    return found, 1000 * min(rounds) / len(rows)


def lead(text: str) -> list[str]:
    return [sentence.text.strip() for sentence in split_sentences(article_of(text))][:BULLETS]


def ours(text: str) -> list[str]:
    return [takeaway.text for takeaway in find_takeaways(article_of(text), BULLETS)]


def sumy_rows(rows: Rows) -> dict[str, tuple[Bullets, float]]:
    """sumy's LexRank and TextRank, on sentences and words as readcast splits them; nothing without sumy."""
    try:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
        from sumy.nlp.stemmers import Stemmer
        from sumy.summarizers.lex_rank import LexRankSummarizer
        from sumy.summarizers.text_rank import TextRankSummarizer
        from sumy.utils import get_stop_words
    except ImportError:
        print("sumy is not installed: its rows are left out")
        return {}

    class Words:
        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(re.findall(r"[^\W\d_]+", text))

    def finder(summarizer: Any) -> Callable[[str], list[str]]:
        summarizer.stop_words = get_stop_words("english")

        def find(text: str) -> list[str]:
            said = [sentence.text.strip() for sentence in split_sentences(article_of(text))]
            document = ObjectDocumentModel([Paragraph([Sentence(line, Words()) for line in said])])
            return [str(sentence) for sentence in summarizer(document, BULLETS)]

        return find

    return {
        "sumy LexRank": timed(rows, finder(LexRankSummarizer(Stemmer("english")))),
        "sumy TextRank": timed(rows, finder(TextRankSummarizer(Stemmer("english")))),
    }


def folds(total: int) -> list[int]:
    return [int(number) % FOLDS for number in np.random.default_rng(0).permutation(total)]


def learned_apart(pools: Sequence[Pool], examples: Sequence[Example | None], groups: Sequence[Any]) -> Bullets:
    """The takeaways of each group with weights learned from all other groups."""
    found: Bullets = [[] for _ in pools]
    for group in sorted(set(groups)):
        weights = learn([example for example, other in zip(examples, groups, strict=True) if other != group])
        for index, pool in enumerate(pools):
            if groups[index] == group:
                found[index] = [candidate.text for candidate in choose(pool, weights)]
    return found


def score(scorer: RougeScorer, row: dict[str, Any], bullets: list[str]) -> list[float]:
    """ROUGE-1, -2 and -L, words, bullets that dangle, and bullets of more than 30 words."""
    rouge = scorer.score("\n".join(row["highlights"]), "\n".join(bullets))
    words = [len(bullet.split()) for bullet in bullets]
    dangling = sum(DANGLING.match(bullet) is not None for bullet in bullets)
    return [*(100 * rouge[name].fmeasure for name in MEASURES), sum(words), dangling, sum(n > 30 for n in words)]


def print_set(name: str, chosen: Any, table: dict[str, tuple[Bullets, float]], scores: dict[str, Any]) -> None:
    heads = ("R1", "R2", "RLsum", "words", "dangling", "> 30 words", "bullets", "ms")
    print(f"\n{f'{name}: {chosen.sum()} articles':32}" + "".join(f"{head:>11}" for head in heads))
    for label, (bullets, speed) in table.items():
        means, sums = scores[label][chosen].mean(0), scores[label][chosen].sum(0)
        total = sum(len(found) for found, is_in in zip(bullets, chosen, strict=True) if is_in)
        cells = [f"{mean:.2f}" for mean in means[:3]] + [f"{sums[3] / total:.1f}"]
        cells += [f"{100 * sums[4] / total:.1f} %", f"{100 * sums[5] / total:.1f} %"]
        cells += [f"{total / chosen.sum():.2f}", f"{speed:.2f}"]
        print(f"{label:32}" + "".join(f"{cell:>11}" for cell in cells))


def speak(text: str) -> None:
    """Print the processor time that a takeaways narration takes, out of its article's master and without one."""
    article, formats = article_of(text), (FORMATS["flac"], FORMATS["mp3"])
    with tempfile.TemporaryDirectory(prefix="readcast-bench-") as name:
        folder = Path(name)
        shelf = NarratorShelf(lambda voice: PiperSynthesizer(voice, Scales()), folder)
        narrator = shelf.get(VoiceCatalogue(folder).find(PACKAGED_VOICE))
        outputs = {folder / f"article{one.suffix}": one for one in formats}
        manifest = record(narrate(article, narrator), narrator.sample_rate, outputs).manifest
        print(
            f"\nAn article of {len(text.split())} words, {manifest.duration:.0f} s of audio. Its takeaways are found,"
        )
        before = SpokenBefore(manifest, folder / "article.flac")
        for how, known in (("cut from its master", (before,)), ("spoken without it", ())):
            started = time.process_time()
            short = takeaways_article(article, find_takeaways(article))
            spoken = narrate(short, narrator, before=known)
            outputs = {folder / f"takeaways{one.suffix}": one for one in formats}
            seconds = record(spoken, narrator.sample_rate, outputs).manifest.duration
            spent = time.process_time() - started
            print(f"  {how}, encoded as FLAC and MP3 ({seconds:.0f} s): {spent:.2f} s of processor time")
        before.close()


if __name__ == "__main__":
    main()
