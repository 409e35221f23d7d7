"""Takeaways: the publisher's own key sentences, in order."""

import pytest

from tts.article import Article, Block, BlockKind
from tts.text.extract import article_from_text
from tts.text.takeaways import find_takeaways, takeaways_article

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


@pytest.mark.parametrize(("sentences", "expected"), [(0, 0), (1, 1), (4, 1), (7, 3), (12, 3), (60, 5)])
def test_how_many(sentences: int, expected: int) -> None:
    words = ["bridge", "river", "council", "traffic", "engineer", "summer", "garden"]
    text = " ".join(
        f"The {words[n % 7]} number {n} has met the {words[n % 5]} of {n * 17} and the {words[n % 3]} thing{n}."
        for n in range(sentences)
    )
    assert len(find_takeaways(Article(blocks=(Block(BlockKind.PARAGRAPH, text),) if text else ()))) == expected


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
    article = article_from_text("\n\n".join(["The council has voted to build a new bridge across the river."] * 30))
    assert len(find_takeaways(article)) == 1


def test_other_languages() -> None:
    first = "日本の首相は本日、新しい経済政策を発表した。"
    block = Block(BlockKind.PARAGRAPH, first + "詳細は明日公表される予定である。")
    assert [takeaway.text for takeaway in find_takeaways(Article(blocks=(block,), language="ja"))] == [first]


def test_takeaways_are_an_article_of_their_own() -> None:
    article = article_from_text(TOWN, title="Springfield to build a new bridge", language="en")
    takeaways = find_takeaways(article, limit=3)
    short = takeaways_article(article, takeaways)
    assert [(block.kind, block.text) for block in short.blocks] == [(BlockKind.LIST_ITEM, t.text) for t in takeaways]
    assert (short.title, short.language) == (article.title, "en")
