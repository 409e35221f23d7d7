"""normalize(): what is spoken for what is written, and which written words it stands for."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.text.normalize import normalize

CASES = [
    # titles, initials and other abbreviations
    ("Dr. Smith met Mr. and Mrs. Jones.", "Doctor Smith met Mister and Missus Jones."),
    ("Lt. Gov. Gray and Sens. Hall and Roe spoke.", "Lieutenant Governor Gray and Senators Hall and Roe spoke."),
    ("J.K. Rowling and George W. Bush met.", "J.K Rowling and George W Bush met."),
    ("The U.S. and the E.U. talked in D.C.", "The U.S and the E.U talked in D.C."),
    ("He lives on Elm St. in St. Louis.", "He lives on Elm Street in Saint Louis."),
    ("Boston, Mass., is cold.", "Boston, Massachusetts, is cold."),
    ("Ranked No. 77, see p. 5.", "Ranked number 77, see page 5."),
    ("No. He said no.", "No. He said no."),
    ("Fruit, e.g. apples, pears, etc.", "Fruit, for example apples, pears, et cetera."),
    ("Smith Jr. left Acme Corp. for Foo Inc.", "Smith Junior left Acme Corporation for Foo Incorporated."),
    ("Roe v. Wade, Hull vs. Leeds.", "Roe v Wade, Hull versus Leeds."),
    # money
    ("It raised $3.5bn today.", "It raised three point five billion dollars today."),
    ("A $5 million deal", "A five million dollar deal"),
    ("It cost £1.20, €99 or 5¢.", "It cost one pound twenty pence, ninety-nine euros or five cents."),
    ("US$10-15m and 450 €", "ten to fifteen million US dollars and four hundred and fifty euros"),
    ("Down -$5 to $0.01", "Down minus five dollars to one cent"),
    # numbers, ranges, measures
    ("A 10-12% drop of 0.4%", "A ten to twelve percent drop of zero point four percent"),
    ("A crowd of 12,500 came 1st.", "A crowd of 12,500 came 1st."),
    ("They won 3-2 at home.", "They won three to two at home."),
    ("5 km at 60 mph in 25°C", "five kilometers at sixty miles per hour in twenty-five degrees Celsius"),
    ("a 256GB phone, a 5-km run", "a two hundred and fifty-six gigabyte phone, a five kilometer run"),
    ("5m people ran a 100m race.", "five million people ran a one hundred meter race."),
    ("About 2/3, 2 1/2 and 9/10", "About two thirds, two and one half and nine out of ten"),
    ("#1 and ~40, 24/7", "number one and about 40, twenty-four seven"),
    ("Call 212-555-0187 or 911.", "Call two one two, five five five, zero one eight seven or nine one one."),
    ("He is 6'2\" tall.", "He is six foot two tall."),
    # dates and times
    ("On Nov. 20, 2025, it rained.", "On November twentieth, twenty twenty-five, it rained."),
    ("On 14 March 1905 at 9 a.m.", "On the fourteenth of March nineteen oh five at nine A.M."),
    ("Mon., Jan. 6, 2025-01-06", "Monday, January sixth, January sixth, twenty twenty-five"),
    ("The mid-1990s, the '80s, her 30s", "The mid nineteen nineties, the eighties, her thirties"),
    ("In 2005 and 2019-2024", "In two thousand five and twenty nineteen to twenty twenty-four"),
    ("The 2024-25 season", "The twenty twenty-four to twenty-five season"),
    ("2000 people came in 1850.", "2000 people came in eighteen fifty."),
    ("From 5:30pm ET to 14:05", "From five thirty P.M E.T to fourteen oh five"),
    ("9 a.m.-5 p.m. and 5-7pm", "nine A.M to five P.M and five to seven P.M"),
    # Roman numerals
    ("Charles III, World War II, Malcolm X", "Charles the third, World War two, Malcolm X"),
    # addresses
    ("See https://www.bbc.co.uk/news?a=1, or x@acme.org.", "See bbc dot co dot UK, or x at acme dot org."),
    ("@jack said #MeToo.", "at jack said hashtag Me Too."),
    # punctuation
    ("“Yes,” he said (quietly), “I can…”", "Yes, he said quietly, I can."),
    ("“Why?” he asked.", "Why, he asked."),
    ("The plan — a bold one — failed.", "The plan, a bold one, failed."),
    ("Great news 🎉 today.[3] Really!", "Great news today. Really!"),
    ("“[T]he word(s)” were [sic] wrong.", "The word were sic wrong."),
    ("Yahoo! is in the accounting dept. today", "Yahoo, is in the accounting department today"),
    ("Wait... there is more", "Wait, there is more"),
    ("AT&T and the S&P 500", "AT&T and the S&P 500"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_english(written: str, spoken: str) -> None:
    assert normalize(written, "en").text == spoken


def test_british_english() -> None:
    assert normalize("On 03/04/2025 he paid £205.", "en-GB").text == (
        "On the third of April twenty twenty-five he paid two hundred and five pounds."
    )


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        (
            "de",
            "Am 3. Mai kamen 5,5 % (ca. 12.000) – sagte „er“ …",
            "Am dritten Mai kamen 5,5 Prozent, circa 12000, sagte er.",
        ),
        ("fr", "« L’été », dit-il, coûte 5 € [2] !", "L’été, dit-il, coûte 5 euros!"),
        ("es-MX", "¿Qué? ¡Mira www.ejemplo.com! 🎉", "Qué? Mira ejemplo dot com!"),
        ("ja", "「東京」は、大きい。", "東京 は, 大きい."),
        ("hi", "नमस्ते दुनिया।", "नमस्ते दुनिया."),
    ],
)  # fmt: skip
def test_other_languages_keep_their_words_and_numbers(language: str, written: str, spoken: str) -> None:
    assert normalize(written, language).text == spoken


def test_marks_stay_on_the_written_words() -> None:
    text = "Dr. Smith (52) paid $3.5 billion on Nov. 20, 2025."
    words = [text[word.start : word.end] for word in normalize(text, "en").words]
    assert words == ["Dr.", "Smith", "52", "paid", "$3.5 billion", "on", "Nov. 20, 2025"]


@pytest.mark.parametrize("text", ["", " ", "🎉", "***", "[1]", "https://example.com/a/b?c=d", "=====", "\ud800", "— …"])
def test_what_cannot_be_spoken_has_no_words(text: str) -> None:
    assert normalize(text, "en").words == ()


def test_raw_phonemes_never_reach_the_engine() -> None:
    assert normalize("Say [[hello]] or [ [yes]] now", "en").text == "Say hello or yes now"


PIECES = ["$", "3", ".5", "bn", " ", "Dr. ", "[", "]", "(", "1", ",", "-", "'", "’90s", "a.m.", "@a", "#", "http://"]
PIECES += ["May ", "%", "é", "😀", "III", "?", "\u0301", "km"]
TEXTS = st.one_of(st.text(st.characters(codec=None), max_size=200), st.lists(st.sampled_from(PIECES)).map("".join))


@settings(deadline=None)
@given(TEXTS, st.sampled_from([None, "en", "en-GB", "fr", "zh"]))
def test_spans_are_ordered_and_words_are_never_empty(text: str, language: str | None) -> None:
    spoken = normalize(text, language)
    end = 0
    for word in spoken.words:
        assert end <= word.start < word.end <= len(text)
        assert word.spoken.strip() == word.spoken != ""
        assert not text[word.start].isspace() and not text[word.end - 1].isspace()
        end = word.end
    assert "[[" not in spoken.text


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[a-zäéß]{2,12}", fullmatch=True), min_size=1))
def test_plain_words_are_left_alone(words: list[str]) -> None:
    text = " ".join(words)
    assert normalize(text, "fr").text == text
    assert [text[w.start : w.end] for w in normalize(text, "en").words] == words


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "a", "[", "[[", "(a", "a.", "$", "www.", "a@b", "http://a", "-", "'", "a'", "_", "0", "\u0301", "日"],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    normalize(text, "en")
    assert time.perf_counter() - started < 4


def test_a_word_takes_a_fraction_of_a_millisecond() -> None:
    text = "On Nov. 20, 2025, Dr. Smith paid $3.5bn (a 10-12% rise) for 5 km of land in the U.S. to her friends. " * 50
    started = time.perf_counter()
    normalize(text, "en")
    assert (time.perf_counter() - started) / len(text.split()) < 0.0002
