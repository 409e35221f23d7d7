"""normalize() in languages other than English: what espeak misreads is rewritten, the rest is left to it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.text.normalize import normalize
from tts.text.normalize.rules import rules_for
from tts.text.normalize.spoken import Place, Reading

CASES = {
    "de": [
        ("Es kamen 12.000 Leute, 1\u202f234 blieben.", "Es kamen 12000 Leute, 1234 blieben."),
        ("Bei -3,5 °C liefen sie 21 km.", "Bei minus 3,5 Grad Celsius liefen sie 21 Kilometer."),
        ("Ein Plus von 5,5 % auf 3,5 Mio. €.", "Ein Plus von 5,5 Prozent auf 3,5 Millionen Euro."),
        ("1 Mrd. Euro, 1 % und 1 km", "eine Milliarde Euro, ein Prozent und ein Kilometer"),
        ("Es kostet 1.234,50 €, $ 5 oder £3.", "Es kostet 1234 Euro 50, 5 Dollar oder 3 Pfund."),
        ("Am 3. Mai, der 1. Mai, 3. Mai", "Am dritten Mai, der erste Mai, dritter Mai"),
        ("Vom 3. bis 5. Mai, vom 3.–5. Mai", "Vom dritten bis fünften Mai, vom dritten bis fünften Mai"),
        ("Im 19. Jahrhundert, in der 85. Minute", "Im neunzehnten Jahrhundert, in der fünfundachtzigsten Minute"),
        ("Es waren nur 3. Dann ging er.", "Es waren nur 3. Dann ging er."),
        ("Dr. Roth sagt z. B., d.h. usw.", "Doktor Roth sagt zum Beispiel, das heißt und so weiter."),
        ("Nr. 5 von ca. 20, bzw. S. 7", "Nummer 5 von circa 20, beziehungsweise Seite 7"),
        ("Um 14.30 Uhr stand es 3:2.", "Um 14 Uhr 30 stand es 3:2."),
        ("10-12 % mehr als 2019–2024", "10 bis 12 Prozent mehr als 2019 bis 2024"),
        ("Am 10.10.2024 kam Version 1.2.3.", "Am 10.10.2024 kam Version 1.2.3."),
        ("Die 5%ige Lösung, die 5 %-Hürde", "Die 5%ige Lösung, die 5 %-Hürde"),
        ("Tel. 030 123 456 im Jahr 1989", "Tel. 030 123 456 im Jahr 1989"),
        ("J. K. Roth kam.", "J K Roth kam."),
        ("Z. B. das.", "zum Beispiel das."),
    ],
    "de-CH-1996": [("1'234.50 CHF für 1’000 Leute", "1234 Franken 50 für 1000 Leute")],
    "fr": [
        ("Il a 1 234,5 km et 12\u202f000 m.", "Il a 1234,5 kilomètres et 12000 mètres."),
        ("Il fait -5 °C, soit 21 t de neige.", "Il fait moins 5 degrés Celsius, soit vingt et une tonnes de neige."),
        ("M. Roux a 3,5 Md€, Mme Roy 3 M$", "Monsieur Roux a 3,5 milliards d’euros, Madame Roy 3 millions de dollars"),
        ("Le 1er mai, la 2e fois, le XIXe siècle", "Le premier mai, la deuxième fois, le dix-neuvième siècle"),
        ("À 14h30, 14 h et 1h05, p. ex.", "À 14 heures 30, 14 heures et une heure 5, par exemple."),
        ("5,5\u202f% à 3,50\u202f€, n°5", "5,5 pour cent à 3 euros 50, numéro 5"),
        ("Le 3 mai 1989, 06 12 34 56 78", "Le 3 mai 1989, 06 12 34 56 78"),
    ],
    "es": [
        ("La Sra. Gil y EE. UU., etc.", "La señora Gil y Estados Unidos, etcétera."),
        ("El 3.er y el 1.º, la 3.ª", "El tercer y el primero, la tercera"),
        ("Son 1.234,5 km, 21 t y 1 m.", "Son 1234,5 kilómetros, veintiuna toneladas y un metro."),
        ("-5 °C, 21 % y 3,50 €", "menos 5 grados Celsius, 21 por ciento y 3 euros con 50"),
        ("$3.5bn y 5 millones de €", "3,5 mil millones de dólares y 5 millones de euros"),
    ],
    "es-MX": [("12,000 personas, $1,234.50 y 0.125", "12000 personas, 1234 pesos con 50 y 0 punto 125")],
    "es-AR": [("$ 1.500 y US$ 5", "1500 pesos y 5 dólares estadounidenses")],
    "it": [
        ("A. C. Milan nel 44 a. C., a 5 l’ora", "A C Milan nel 44 avanti Cristo, a 5 l’ora"),
        ("Il dott. Riva, ecc. e la sig.ra Neri", "Il dottor Riva, eccetera e la signora Neri"),
        ("1.234,5 km a -2 °C, 1 km", "1234,5 chilometri a meno 2 gradi Celsius, un chilometro"),
        ("3,5 mln € e 5% alle ore 14.30", "3,5 milioni di euro e 5 per cento alle ore 14 e 30"),
    ],
    "pt": [
        ("O Sr. Reis pagou R$ 3,5 bilhões.", "O senhor Reis pagou 3,5 bilhões de reais."),
        ("1.234 km, 2 t, -5 °C às 14h30", "1234 quilômetros, duas toneladas, menos 5 graus Celsius às 14 horas e 30"),
        ("€ 1 e 1 libra, a 3.ª de 5%", "1 euro e 1 libra, a terceira de 5 por cento"),
    ],
    "pt-PT": [("5 km por 3 M€", "5 quilómetros por 3 milhões de euros")],
    "nl": [
        ("De 2e en de 19de, d.w.z. bijv. 5%", "De tweede en de negentiende, dat wil zeggen bijvoorbeeld 5 procent"),
        ("€ 3,50 of € 1,5 mld. bij -5 °C", "3 euro 50 of 1,5 miljard euro bij min 5 graden Celsius"),
        ("Dr. Bos kwam om 14.30 uur.", "doctor Bos kwam om 14 uur 30."),
    ],
    "pl": [
        ("2 zł, 5 zł, 22 zł, 1,5 mln zł", "2 złote, 5 złotych, 22 złote, 1,5 miliona złotych"),
        ("12 000 km i 5,5 %, itd.", "12000 kilometrów i 5,5 procenta, i tak dalej."),
        ("3 maja na ul. Długiej, np. nr 5", "trzeciego maja na ulicy Długiej, na przykład numer 5"),
        ("W 1989 r.", "W tysiąc dziewięćset osiemdziesiątym dziewiątym roku."),
        ("Od 2024 roku", "Od dwa tysiące dwudziestego czwartego roku"),
    ],
    "ru": [
        ("2 руб., 5 руб., 22 тыс. ₽ и $1", "2 рубля, 5 рублей, двадцать две тысячи рублей и 1 доллар"),
        ("3,5 % и 12 000 км, -5 °C", "три целых пять десятых процента и 12000 километров, минус 5 градусов Цельсия"),
        ("3 мая в 1989 г. и т. д.", "третьего мая в тысяча девятьсот восемьдесят девятом году и так далее."),
        ("1,5 и 1,50", "одна целая пять десятых и одна целая пятьдесят сотых"),
        ("ул. Мира, т. е. № 5", "улице Мира, то есть номер 5"),
    ],
    "uk": [
        ("У 1989 році, 2024 р.", "У тисяча дев'ятсот вісімдесят дев'ятому році, дві тисячі двадцять четвертого року."),
        ("2 грн і 22 тис. та 12 000", "дві гривні і двадцять дві тисячі та дванадцять тисяч"),
        ("5,5 % від 3 травня, і т. д.", "п'ять кома п'ять відсотка від третього травня, і так далі."),
    ],
    "cs": [("12 000 lidí, např. 3. května", "12000 lidí, například 3. května")],
    "no": [("1,5 mill. kr og 12 000, bl.a.", "1,5 millioner kroner og 12000, blant annet.")],
    "ca": [("-5 i 12.000", "menys 5 i 12000")],
    "kk": [("3,5 және 12 000", "3 бүтін 5 және 12000")],
    "fa": [("۱۲۳ و -5", "۱۲۳ و منفی 5")],
    "hi": [("१२३ 12,000 5 %", "१२३ 12,000 5 %")],
    "ja": [("5 % 3,5", "5 % 3,5")],
}  # fmt: skip
LANGUAGES = [*CASES, "nb", "sv-SE", "el", "tr", "zh", "x", ""]


@pytest.mark.parametrize(("language", "written", "spoken"), [(tag, *case) for tag in CASES for case in CASES[tag]])
def test_a_sentence(language: str, written: str, spoken: str) -> None:
    assert normalize(written, language).text == spoken


def test_a_tag_may_have_a_region_any_case_or_a_sister() -> None:
    assert normalize("5 €", "de_AT").text == normalize("5 €", "DE").text == "5 Euro"
    assert normalize("5 €", "nb-NO").text == normalize("5 €", "nn").text == "5 euro"
    assert rules_for("en-GB") is rules_for("en-US")


def test_marks_stay_on_the_written_words() -> None:
    text = "Am 3. Mai zahlte Dr. Roth 3,5 Mio. € (z. B. bar)."
    words = [text[word.start : word.end] for word in normalize(text, "de").words]
    assert words == ["Am", "3.", "Mai", "zahlte", "Dr.", "Roth", "3,5 Mio. €", "z. B.", "bar"]


def test_a_lexicon_is_asked_first_and_alone_may_give_phonemes() -> None:
    def roth(place: Place) -> Reading | None:
        return Reading(place.at + 4, "[[ʁoːt]]") if place.text.startswith("Roth", place.at) else None

    assert normalize("[[Dr.]] Roth kam [[heute]]", "de", roth).text == "Dr. [[ʁoːt]] kam heute"


@pytest.mark.parametrize("language", ["de", "fr", "ru", "uk"])
def test_numbers_too_long_for_words_are_left_alone(language: str) -> None:
    assert normalize("9" * 400, language).text == "9" * 400
    assert normalize("0,12345678901234567890", language).words


PIECES = ["1", "0", ".", ",", " ", "\u202f", "-", "–", "€", "$", "%", "°C", "km", "M", "Mio. ", "млн", "руб.", "т. д."]
PIECES += ["z. B. ", "3. ", "Mai", "XIX", "e", "er", "º", "h", "30", " Uhr", "[", "[[", "'", "’", "²", "٣", "zł", "мая"]
TEXTS = st.one_of(st.text(st.characters(codec=None), max_size=100), st.lists(st.sampled_from(PIECES)).map("".join))


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_spans_are_ordered_and_words_are_never_empty(text: str, language: str) -> None:
    spoken = normalize(text, language)
    end = 0
    for word in spoken.words:
        assert end <= word.start < word.end <= len(text)
        assert word.spoken.strip() == word.spoken != ""
        assert not text[word.start].isspace() and not text[word.end - 1].isspace()
        end = word.end
    assert "[[" not in spoken.text
    assert normalize(text, language) == spoken


@settings(deadline=None, max_examples=30)
@given(st.lists(st.from_regex(r"[a-zäéßа-я]{4,12}", fullmatch=True), min_size=1), st.sampled_from(LANGUAGES))
def test_plain_words_are_left_alone(words: list[str], language: str) -> None:
    assert normalize(" ".join(words), language).text == " ".join(words)


@pytest.mark.parametrize("language", ["de", "uk"])
@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1.", "1 234", "1,", "-1", "1–", "z. ", "X", "M. ", "5 М", "1 €", "3. ", "т. "]
)
def test_hostile_text_takes_linear_time(piece: str, language: str) -> None:
    text = piece * (50_000 // len(piece))
    started = time.perf_counter()
    normalize(text, language)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("language", ["de", "ru", "uk"])
def test_a_megabyte_of_digits_takes_less_than_a_second(language: str) -> None:
    started = time.perf_counter()
    normalize("7" * 1_000_000, language)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk"])
def test_a_word_takes_a_fraction_of_a_millisecond(language: str) -> None:
    text = " ".join(written for written, _ in CASES[language]) * 20
    normalize(text, language)
    started = time.perf_counter()
    normalize(text, language)
    assert (time.perf_counter() - started) / len(text.split()) < 0.0002
