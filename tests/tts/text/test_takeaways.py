"""Takeaways: the publisher's own key sentences, in order."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.article import Article, Block, BlockKind
from tts.text.extract import article_from_text
from tts.text.sentences import split_sentences
from tts.text.takeaways import find_takeaways, takeaways_article
from tts.text.takeaways.candidates import candidates_of
from tts.text.takeaways.cleaning import standing_alone
from tts.text.takeaways.ranking import SET_NAMES, pool_of, sets_of
from tts.text.takeaways.shortening import shortened
from tts.text.takeaways.weights import WEIGHTS
from tts.text.takeaways.words import chances

TOWN = """
SPRINGFIELD (Reuters) - The city council of Springfield voted on Monday to build a new bridge across the river.

The bridge will cost about 40 million dollars and will replace the old wooden one from 1931. He smiled.

But engineers had warned the council for years that the old bridge could not carry the traffic of today.
It was like that. Why did it take so long?

"We are glad," said the mayor. However, some residents fear that the traffic over the bridge will make the
old town louder. They said so at the meeting.

Work on the new bridge will begin in spring, and the council expects it to open two years later.

The old bridge was closed to lorries last summer after inspectors had found cracks in two of its piers.

The weather was fine on Monday and the river was calm. A band played, and children were given balloons.
"""
GERMAN = """
Die Stadt Neustadt will ihr altes Hallenbad bis zum Herbst sanieren. Der Rat stimmte am Dienstag mit großer Mehrheit
für den Plan. Die Sanierung kostet nach Angaben der Stadt rund zwölf Millionen Euro. „Wir haben lange gewartet.
Jetzt geht es los“, sagte die Bürgermeisterin. Das Hallenbad war 1974 gebaut und seither kaum erneuert worden.
Wann öffnet es wieder? Die Schwimmvereine weichen bis dahin in die Nachbarstadt aus.
"""
FRENCH = """
La ville de Villeneuve va rénover sa bibliothèque avant la fin de l’année. Le conseil municipal a voté le projet
mardi soir à une large majorité. « Nous attendions ce moment. Il est enfin là », a déclaré la maire. Les travaux de la
bibliothèque coûteront environ quatre millions d’euros. Les livres seront prêtés dans une école voisine pendant les
travaux. Quand rouvrira-t-elle ? Le bâtiment date de 1962 et n’avait jamais été rénové.
"""
CHINESE = """
北京市政府周一宣布将在城市东部修建一条新的地铁线路。新线路全长三十公里，共设二十二座车站。市政府表示，工程预计耗资一百二十亿元。
居民希望新的地铁线路能够缓解交通拥堵。什么时候通车？工程将于明年春天开始，预计四年后通车。专家认为这条线路十分重要。
"""


def paragraphs(*texts: str, language: str | None = "en") -> Article:
    return Article(blocks=tuple(Block(BlockKind.PARAGRAPH, text) for text in texts), language=language)


def texts_of(article: Article, limit: int = 5) -> list[str]:
    return [takeaway.text for takeaway in find_takeaways(article, limit)]


def test_an_article_gives_three_to_five_of_its_sentences_in_order() -> None:
    article = article_from_text(TOWN, title="Springfield to build a new bridge")
    takeaways = find_takeaways(article)
    assert 3 <= len(takeaways) <= 5
    places = [(takeaway.block, takeaway.start) for takeaway in takeaways]
    assert places == sorted(places)
    assert (
        takeaways[0].text == "The city council of Springfield voted on Monday to build a new bridge across the river."
    )
    for takeaway in takeaways:
        block = article.blocks[takeaway.block].text
        assert takeaway.text[1:] in block[takeaway.start :]
        assert not takeaway.text.startswith(("But ", "However", "He ", "It ", "They ", '"'))
        assert not takeaway.text.endswith("?")


def test_an_opening_conjunction_is_cut_and_the_rest_starts_large() -> None:
    article = article_from_text("But the council has said no to all of the plans. However, nobody had expected it to.")
    assert find_takeaways(article)[0].text == "The council has said no to all of the plans."


@pytest.mark.parametrize(
    ("sentences", "expected"), [(0, 0), (1, 1), (4, 1), (7, 3), (12, 3), (59, 3), (60, 4), (100, 5), (300, 5)]
)
def test_how_many(sentences: int, expected: int) -> None:
    words = ["bridge", "river", "council", "traffic", "engineer", "summer", "garden"]
    text = " ".join(
        f"The {words[n % 7]} number{n} has met item{n} of {n * 17} and the {words[n % 3]} thing{n}."
        for n in range(sentences)
    )
    article = Article(blocks=(Block(BlockKind.PARAGRAPH, text),) if text else ())
    assert len(find_takeaways(article)) == expected
    assert len(find_takeaways(article, limit=2)) == min(2, expected)
    assert find_takeaways(article, limit=0) == ()


def test_headings_quotes_questions_and_fragments_are_not_taken() -> None:
    article = Article(
        blocks=(
            Block(BlockKind.HEADING, "This heading has a full stop at its end."),
            Block(BlockKind.QUOTE, "This quote is a full sentence of eight words."),
            Block(BlockKind.PARAGRAPH, "Would this be one that anybody could take?"),
            Block(BlockKind.LIST_ITEM, "only a part of some longer list"),
        )
    )
    assert find_takeaways(article) == ()


def test_a_sentence_is_not_taken_twice() -> None:
    said = "The council has voted to build a new bridge across the river."
    assert texts_of(paragraphs(*[said] * 30)) == [said]


def test_two_sentences_that_say_the_same_are_not_both_taken() -> None:
    first = "The council of Springfield has voted to build a new bridge across the river."
    again = "On Monday the council of Springfield has voted to build a new bridge across the river."
    others = ["Engineers warned of cracks in two piers.", "Lorries may not cross until next summer ends."] * 2
    assert len({first, again} & set(texts_of(paragraphs(first, again, *others)))) == 1


def test_what_points_at_another_sentence_is_taken_only_when_nothing_else_is_there() -> None:
    good = "Anna Gray leads the harbour of Springfield for two more years."
    dangling = ["She won the vote by a large majority of members.", "That surprised the whole harbour of Springfield."]
    assert texts_of(paragraphs(*dangling, good, *dangling)) == [good]
    assert texts_of(paragraphs(*dangling)) == [dangling[0]]


def test_speech_is_taken_only_with_its_speaker() -> None:
    alone = '"The harbour of Springfield is the largest in the country. Ships come from all over the world to see it.'
    end = 'Nothing in the harbour of Springfield is older than this light." The keeper left.'
    told = 'Mayor Anna Gray said that the harbour of Springfield was "the pride of the whole country."'
    assert texts_of(paragraphs(f"{alone} {end}", told)) == [told]
    assert texts_of(paragraphs("“The harbour of Springfield is the largest in the country.”")) == []


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("LONDON (AP) — The bank has cut its main rate again.", "The bank has cut its main rate again."),
        ("NEW YORK — The bank has cut its main rate again.", "The bank has cut its main rate again."),
        ("(CNN)The bank has cut its main rate again.", "The bank has cut its main rate again."),
        ("And yet, the bank has cut its main rate.", "The bank has cut its main rate."),
        ("In addition, the bank has cut its main rate.", "The bank has cut its main rate."),
        ("So far the bank has cut its rate five times.", "So far the bank has cut its rate five times."),
        ("The bank (founded in 1890) has cut its rate.", "The bank has cut its rate."),
        ("The bank -- the oldest of all -- has cut its rate.", "The bank has cut its rate."),
        ("Two men were hurt when a wall fell on Monday, police said.", None),
        ("Two men were hurt when a wall fell, said John Brown of the fire brigade.", None),
        ("Two men were hurt when a wall fell, according to the police.", None),
        ("When a wall fell on two men, police said.", "When a wall fell on two men, police said."),
        ("Two men, who police said were hurt, went home.", "Two men, who police said were hurt, went home."),
        (
            'The wall "fell like a tree" on two men, police said.',
            'The wall "fell like a tree" on two men, police said.',
        ),
        ("Prices fell 3 % (year on year", "Prices fell 3 % (year on year"),
    ],
)
def test_what_is_cut_off(said: str, cleaned: str | None) -> None:
    """Not who said it: `None` is left as it is."""
    assert standing_alone(said) == (cleaned or said)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (
            "The council of Springfield has voted to build a new bridge across the wide river in the north, although a "
            "group of residents had asked for another year of talks about its place and its price.",
            "The council of Springfield has voted to build a new bridge across the wide river in the north.",
        ),
        (
            "The council of Springfield has voted to build a new bridge over the river, which engineers said was old.",
            None,
        ),
        (
            "The council of Springfield has voted to build a new wide bridge across the river, a week before its term "
            "ends, according to its clerk.",
            None,
        ),
        (
            "The council of Springfield said a general warning for the old wooden bridge, issued by the engineers of "
            "the county, played a part in it.",
            None,
        ),
        (
            "The council of Springfield was walking from the new town hall to the old wooden bridge, before it fell on "
            "a ship full of coffee.",
            None,
        ),
        (
            "The council of Springfield met the owners of both of the old ferries -- the white one and the red one -- "
            "who had asked it for help.",
            None,
        ),
        (
            "The club of the old harbour brings together the owners of all large and small ships in the whole region, "
            "with captains typically attending, too.",
            "The club of the old harbour brings together the owners of all large and small ships in the whole region.",
        ),
        (
            "The council of Springfield did not vote to build the new bridge across the wide river because the people "
            "had asked for it in all of those years since the old one had been closed to the lorries.",
            None,
        ),
        (
            "The council of Springfield has asked for a park, a school, a market hall, a library, a station, and the "
            "repair of the old wooden bridge over the river that nobody has crossed in many long years.",
            None,
        ),
    ],
)
def test_a_long_sentence_ends_where_its_main_clause_is_complete(said: str, left: str | None) -> None:
    assert shortened(said) == (left or said)


@pytest.mark.parametrize("heading", ["Key points", "Story highlights:", "In short", "Das Wichtigste in Kürze"])
def test_key_points_of_the_publisher_are_used_as_they_stand(heading: str) -> None:
    points = ["But the bridge will open in May", "It costs 40 million", "Who pays?"]
    blocks = (
        Block(BlockKind.PARAGRAPH, "The council of Springfield has voted to build a new bridge."),
        Block(BlockKind.HEADING, heading),
        *(Block(BlockKind.LIST_ITEM, point) for point in points),
        Block(BlockKind.PARAGRAPH, "Engineers had warned the council for many years."),
        Block(BlockKind.LIST_ITEM, "Another list that has nothing to do with it."),
    )
    found = find_takeaways(Article(blocks=blocks))
    assert [(t.text, t.block, t.start) for t in found] == [(point, 2 + n, 0) for n, point in enumerate(points)]
    assert texts_of(Article(blocks=blocks), limit=2) == points[:2]


def test_a_heading_without_a_list_is_no_list_of_key_points() -> None:
    said = "The council of Springfield has voted to build a new bridge."
    blocks = (Block(BlockKind.HEADING, "In short"), Block(BlockKind.PARAGRAPH, said))
    assert texts_of(Article(blocks=blocks)) == [said]


def test_other_languages() -> None:
    first = "日本の首相は本日、新しい経済政策を発表した。"
    block = Block(BlockKind.PARAGRAPH, first + "詳細は明日公表される予定である。")
    assert [takeaway.text for takeaway in find_takeaways(Article(blocks=(block,), language="ja"))] == [first]


@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (FRENCH, "fr"), (CHINESE, "zh"), (TOWN, "en")])
def test_each_links_to_its_sentence_in_any_language(text: str, language: str) -> None:
    article = article_from_text(text, language=language)
    found = find_takeaways(article)
    assert len(found) == 3
    sentences = {(s.block, s.start): s.text for s in split_sentences(article)}
    for takeaway in found:
        said = sentences[takeaway.block, takeaway.start]
        assert takeaway.text == said.strip() or (language == "en" and takeaway.text[1:-1] in said)
        assert not takeaway.text.endswith(("?", "？"))
        assert not any(mark in takeaway.text for mark in "„“«»")


def test_a_title_draws_what_is_like_it() -> None:
    said = [
        "The market hall of the old town was full of people from the region.",
        "Farmers sold apples and pears from the whole region at low prices.",
        "Children of the region played on the square until late at night.",
        "The volcano has thrown ashes over two villages in the south.",
        "Bakers of the region had brought bread and cakes from their shops.",
        "Musicians from the old town played songs that people of the region know.",
    ]
    volcano = said[3]
    assert volcano not in texts_of(paragraphs(*said))
    titled = Article(blocks=paragraphs(*said).blocks, title="Volcano: ashes over villages in the south")
    assert volcano in texts_of(titled)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=120), max_size=12), st.sampled_from(["en", "de", "zh", "th", "xx", None]), st.text())
def test_any_text_is_taken(texts: list[str], language: str | None, title: str) -> None:
    article = Article(blocks=tuple(Block(BlockKind.PARAGRAPH, text) for text in texts), title=title, language=language)
    starts = {(sentence.block, sentence.start) for sentence in split_sentences(article)}
    found = find_takeaways(article)
    assert {(takeaway.block, takeaway.start) for takeaway in found} <= starts
    assert all(takeaway.text.strip() for takeaway in found)
    assert found == find_takeaways(article)


@pytest.mark.parametrize(
    "text",
    [
        "A" + "." * 100_000 + " B." * 10_000,
        "(" * 50_000 + "The end. " * 5_000,
        '"' * 50_000 + "The end of it all. " * 5_000,
        ("The council, which said, who said, " * 20 + "said so -- and so. ") * 150,
        " ".join(f"The council number {n} has voted for the bridge number {n * 7 % 501}." for n in range(10_000)),
        ",\xa0according to " * 20_000 + ".",
    ],
)
def test_long_and_hostile_texts_take_bounded_time(text: str) -> None:
    started = time.perf_counter()
    find_takeaways(paragraphs(text))
    assert time.perf_counter() - started < 8  # measured: at most 1.5 s


def test_takeaways_are_an_article_of_their_own() -> None:
    article = article_from_text(TOWN, title="Springfield to build a new bridge", language="en")
    takeaways = find_takeaways(article, limit=3)
    short = takeaways_article(article, takeaways)
    assert [(block.kind, block.text) for block in short.blocks] == [(BlockKind.LIST_ITEM, t.text) for t in takeaways]
    assert (short.title, short.language) == (article.title, "en")


def test_a_word_that_comes_early_and_again_is_likelier_in_a_summary() -> None:
    article = article_from_text(TOWN, language="en")
    pool = pool_of(candidates_of(article)[0], None, 3)
    found = dict(zip(pool.vocabulary, chances(pool.words, WEIGHTS.words), strict=True))
    assert all(0 < chance < 1 for chance in found.values())
    assert found["bridge"] > found["inspec"]  # seven times, from the first sentence on; once, late
    assert found["counci"] > found["years"]


def test_what_a_set_hits_counts_each_word_once() -> None:
    said = ["The bridge of Springfield will be closed in May.", "The bridge of Springfield has three deep cracks."]
    pool = pool_of(candidates_of(paragraphs(*said))[0], None, 2)
    sets, values = sets_of(pool, np.ones(len(pool.vocabulary)))
    assert sets.tolist() == [[0, 1]]
    expected, length = 13 * 3 / 2, (9 + 8) / 2 * 3  # words as if there were three
    assert values[0, SET_NAMES.index("hit")] == pytest.approx(2 * expected / (length + 38))
