"""A site's pronunciations: what fires where and how it is spoken."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.article import Article, Block, BlockKind
from tts.text.lexicon import Lexicon, LexiconEntry, Match
from tts.text.normalize import normalize

EXACT, PREFIX = Match.EXACT, Match.PREFIX
LEXICON = Lexicon(
    [
        LexiconEntry("Huawei", "Wah-way"),
        LexiconEntry("Ng", ipa="/ˈɪŋ/"),
        LexiconEntry("Leiss", ipa="laɪs"),
        LexiconEntry("Kirk", ipa="kɜːk"),
        LexiconEntry(".NET", "dot net", match=EXACT),
        LexiconEntry("C++", "C plus plus", match=EXACT),
        LexiconEntry("C", "sea", match=EXACT),
        LexiconEntry("Yahoo!", "Yahoo!", match=EXACT),
        LexiconEntry("+1", "plus one", match=EXACT),
        LexiconEntry("Zuck", "Suck", match=PREFIX),
        LexiconEntry("Port-au-Prince", "Port oh Prance"),
        LexiconEntry("New Delhi", "New Dellee"),
        LexiconEntry("New Delhi Television", "N D T V"),
        LexiconEntry("US", "United States", case_sensitive=True),
        LexiconEntry("AT&T", "A T and T"),
        LexiconEntry("9/11", "nine eleven"),
        LexiconEntry("straße", "shtrassa"),
        LexiconEntry("café", "caffay"),
        LexiconEntry("'90s", "nineties"),
        LexiconEntry("O'Neill", "Oh Neil"),
        LexiconEntry("서울", "Seoul"),
    ]
)
CASES = [
    # whole words, whatever their case, with what belongs to them
    ("Huawei, HUAWEI and (huawei).", "Wah-way, Wah-way and Wah-way."),
    ("Huawei's, Huawei’s, Huawei'll", "Wah-way's, Wah-way’s, Wah-way'll"),
    ("Huaweis, xHuawei and Huawei2", "Huaweis, xHuawei and Huawei2"),
    ("a pro-Huawei, Huawei-backed deal", "a pro Wah-way, Wah-way backed deal"),
    ("l'Huawei, d’Ng, O'Ng-Huawei", "l'Wah-way, [[dˈɪŋ]], O'Ng Wah-way"),
    # phonemes
    ("Ng, Ng's Leiss's Kirk’s Ng'd Ng'nin", "[[ˈɪŋ]], [[ˈɪŋz]] [[laɪsɪz]] [[kɜːks]] [[ˈɪŋd]] [[ˈɪŋ]]nin"),
    # exact characters
    ("C, C++, C# and C++'s", "sea, C plus plus, C sharp and C plus plus's"),
    (".NET or A.NET", "dot net or A NET"),
    ("At Yahoo! and Yahoo", "At Yahoo and Yahoo"),
    ("I left Yahoo!", "I left Yahoo."),
    ("Dial +1 and +12", "Dial plus one and +12"),
    # beginnings of words
    ("Zuckerberg's Zuck, zuckerberg-led; Azuck", "Suckerberg's Suck, Suckerberg led; Azuck"),
    # several words, the longest first
    ("New Delhi Television's New  Delhi\u00a0Television", "N D T V's N D T V"),
    ("New Delhi's Port‑au‑Prince, new\u00a0delhi", "New Dellee's Port oh Prance, New Dellee"),
    # case and spelling
    ("The US told us", "The United States told us"),
    ("STRASSE und Straßen", "shtrassa und Straßen"),
    ("Cafe\u0301 CAFÉ cafe", "caffay caffay cafe"),
    ("\u1109\u1165\u110b\u116e\u11af", "Seoul"),
    ("O’Neill’s the '90s", "Oh Neil’s the nineties"),
    # not inside something longer
    ("9/11, 9/11/2001", "nine eleven, September eleventh, two thousand one"),
    ("AT&T at huawei.com", "A T and T at huawei dot com"),
    ("info@huawei.com https://huawei.com/huawei now", "info at huawei dot com huawei dot com slash huawei now"),
]


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_entries_decide_how_their_words_are_spoken(written: str, spoken: str) -> None:
    assert normalize(written, "en", LEXICON.rule).text == spoken


UNSPACED = [
    ("我喜欢华为手机。", "我喜欢 Wah-way 手机."),
    ("私は東京に行く", "私は Tokyo に行く"),
    ("我喜欢Huawei手机", "我喜欢 Wah-way 手机"),
    ("2024华为大会、3月5日东京", "2024 Wah-way 大会, 3月5日东京"),
    ("‘华为’手机3.5寸，我华为华为&小米", "Wah-way 手机3.5寸, 我 Wah-way Wah-way &小米"),
    ("我用C++开发，我-华为", "我用 C plus plus 开发, 我 Wah-way"),
    ("ประเทศไทยดี", "ประเทศ Thai ดี"),
    # within a syllable, an address or a Latin word
    ("カー カア กิ เก", "カー ka ア กิ เก"),
    ("info@华为.com", "info@华为.com"),
    ("我xHuawei手机", "我xHuawei手机"),
]


@pytest.mark.parametrize("match", Match)
@pytest.mark.parametrize(("written", "spoken"), UNSPACED)
def test_words_part_anywhere_in_scripts_without_spaces(match: Match, written: str, spoken: str) -> None:
    words = {"华为": "Wah-way", "Huawei": "Wah-way", "東京": "Tokyo", "ไทย": "Thai", "C++": "C plus plus"}
    words |= {"カ": "ka", "ก": "go"}
    lexicon = Lexicon(LexiconEntry(word, said, match=match) for word, said in words.items())
    assert normalize(written, "zh", lexicon.rule).text == spoken
    said = {entry.written for entry in lexicon.touching([written])}
    assert said == {word for word in words if words[word] in spoken and word in written}


def test_a_prefix_keeps_the_rest_of_its_word_and_not_the_rest_of_the_sentence() -> None:
    lexicon = Lexicon([LexiconEntry("Zuck", "Suck", match=PREFIX), LexiconEntry("华", "Wah", match=PREFIX)])
    assert normalize("我喜欢Zuckerberg手机和华为手机", "zh", lexicon.rule).text == (
        "我喜欢 Suckerberg 手机和 Wah 为手机"
    )


def test_marks_stay_on_the_words_with_their_endings() -> None:
    text = "Pro-Huawei: Ng’s New Delhi."
    words = normalize(text, "en", LEXICON.rule).words
    assert [text[word.start : word.end] for word in words] == ["Pro", "Huawei", "Ng’s", "New Delhi"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (LexiconEntry("Ada Lind", "1"), LexiconEntry("Ada", "2", case_sensitive=True)),
        (LexiconEntry("Ada", "1", case_sensitive=True), LexiconEntry("Ada", "2")),
        (LexiconEntry("Ada", "1"), LexiconEntry("Ada", "2", match=EXACT)),
        (LexiconEntry("Ada", "1", match=EXACT), LexiconEntry("Ada", "2", match=PREFIX)),
        (LexiconEntry("Ada", "1", language="en-GB"), LexiconEntry("Ada", "2", language="en")),
        (LexiconEntry("Ada", "1", language="en"), LexiconEntry("Ada", "2")),
    ],
)
def test_which_of_two_wins(first: LexiconEntry, then: LexiconEntry) -> None:
    for entries in ([first, then], [then, first]):
        assert normalize("Ada Lind", "en", Lexicon(entries).rule).text.startswith("1")


def test_of_equals_the_first_wins() -> None:
    assert normalize("Ada", "en", Lexicon([LexiconEntry("ada", "1"), LexiconEntry("ADA", "2")]).rule).text == "1"


def test_a_language_stands_for_its_regions() -> None:
    every, english, british, german = (LexiconEntry("Z", "z", language=tag) for tag in (None, "en", "en_GB", "de"))
    lexicon = Lexicon([every, english, british, german])
    assert british.language == "en-GB"
    assert lexicon.for_language("en-US").entries == (every, english)
    assert lexicon.for_language("EN_gb").entries == (every, english, british)
    assert lexicon.for_language(None).entries == (every, english)
    assert lexicon.for_language("deu").entries == (every,)


def test_the_hash_tells_whether_an_article_sounds_different() -> None:
    def hash_with(*entries: LexiconEntry, text: str = "Huawei opened a shop.") -> str:
        return Lexicon(entries).occurring_in(Article((Block(BlockKind.PARAGRAPH, text),), title="News")).key

    one, other, absent = (LexiconEntry("Huawei", "a"), LexiconEntry("Huawei", "b"), LexiconEntry("Ng", "c"))
    assert hash_with() == hash_with(absent) == hash_with(one, text="Nothing") == ""
    assert hash_with(one) == hash_with(absent, one) != hash_with(other) != ""
    assert hash_with(LexiconEntry("News", "c")) != ""


def test_touching_names_what_fires_and_not_the_rest() -> None:
    found = LEXICON.touching(["A pro-Huawei talk,", "on .NET at New Delhi Television; Zuckerberg"])
    assert [entry.written for entry in found] == ["Huawei", ".NET", "Zuck", "New Delhi Television"]
    assert LEXICON.touching(["Nothing here, Ngo."]) == ()
    assert LEXICON.touching([]) == ()


WORDS = [
    "Huawei",
    "a",
    "a b",
    "A",
    ".a",
    "a.",
    "a-b",
    "1",
    "1/2",
    "b'a",
    "é",
    "ß",
    "ss",
    "+a",
    "a+",
    "'a",
    "国",
    "国a",
    "กา",
]
PIECES = [*WORDS, " ", "  ", "-", "'s", "’", ".", ",", "l'", "$", "/", "\u0301", "#", "@", "km", "Nov. ", "x", "!"]
PIECES += ["家", "。", "か\u3099", "ー", "เ", "\u0e34"]
ENTRIES = st.builds(
    LexiconEntry,
    st.sampled_from(WORDS),
    st.sampled_from(["<1>", "<2>"]),
    st.none(),
    st.sampled_from(Match),
    st.booleans(),
    st.sampled_from([None, "en", "en-GB", "de"]),
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))


@settings(deadline=None)
@given(st.lists(ENTRIES, max_size=12), TEXTS, st.sampled_from(["en", "en-GB", "de"]))
def test_what_does_not_touch_a_text_does_not_change_it(entries: list[LexiconEntry], text: str, tag: str) -> None:
    lexicon = Lexicon(entries)
    spoken = normalize(text, tag, lexicon.for_language(tag).rule)
    end = 0
    for word in spoken.words:
        assert end <= word.start < word.end <= len(text)
        assert word.spoken.strip()
        end = word.end
    touching = Lexicon(lexicon.touching([text])).for_language(tag)
    assert normalize(text, tag, touching.rule) == spoken


@pytest.mark.parametrize(
    "piece", ["a", "a ", "a-", "l'", "1-1", "a\u0301", "ß", "\u1100\u1161", "a.", "[", "é  ", "国", "1国"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    entries = [LexiconEntry(part * n + "b", "x") for part in ("a", "a ", "a-", "1-") for n in range(50)]
    text = piece * (20_000 // len(piece))
    started = time.perf_counter()
    normalize(text, "en", Lexicon(entries).rule)
    assert time.perf_counter() - started < 4


@pytest.mark.parametrize("piece", ["国家丁", "国丁丁", "1国", "国丁-", "$5国丁"])
def test_a_run_without_spaces_takes_linear_time(piece: str) -> None:
    lexicon = Lexicon(LexiconEntry(f"国{chr(0x4E00 + n)}", "x") for n in range(5000))
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    normalize(text, "zh", lexicon.rule)
    lexicon.touching([text])
    assert time.process_time() - started < 15  # 2; a quadratic search takes 25 and more


def test_thousands_of_entries_cost_a_fraction_of_a_millisecond_a_word() -> None:
    lexicon = Lexicon(LexiconEntry(f"ba{n:x} {n}", "x") for n in range(5000))
    text = "The bay of ba12 fell 4 percent on Nov. 20, 2025, said Barbara. " * 300
    started = time.perf_counter()
    lexicon.touching([text])
    assert (time.perf_counter() - started) / len(text.split()) < 0.0001
