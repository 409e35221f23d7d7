"""Where sentences begin, in English and elsewhere, and never within a character."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.text.splitting.starts import sentence_starts, split_text


@pytest.mark.parametrize(
    "sentences",
    [
        ["Dr. Lee met Mr. Cho at 5 p.m. in Washington. ", "They spoke for an hour."],
        ["At 7 a.m. Mrs. Cole left. ", "She was home by 9 p.m. ", "Mr. Cole was not."],
        ["It opens at 8 a.m. Monday. ", "The U.S. Senate votes at 9 p.m. EST today."],
        ["They moved to the U.K. ", "It was cold. ", "The U.S. Navy came."],
        ["It was made by Acme Inc. Chairman John F. Doe in Boston, Mass. ", "He sold it."],
        ["Buy eggs, milk, etc. ", "Nobody needs No. 7 or p. 12."],
        ["You and I. ", "We know Carl I. Berg."],
        ["“Why?” she asked. ", "“Because I said so.” ", "He left. "],
        ['He said, "Leave. ', 'Now." ', "She stayed. "],
        ['"It is over." - The mayor'],
        ["“Why?” Ann Lee asked. ", "“I left!” ", "Ann was gone."],
        ["He is 6 ft. 2 in. tall. ", "So say Lee et al. (2010). ", "Poe et al. ", "They agree with J.-P. Roe."],
        ["He wrote a book (it sold well.) in 1990. ", "(Nobody read it.) ", "He died. "],
        ["“So it seems.” (Lee 55). ", "And more."],
        ["He was loud. ", "(T)hey left him. ", "[She] stayed."],
        ["She won it twice. [4] [7] ", "Her brother did not.[12] ", "He lost.3 ", "That hurt. 4 ", "Now it is over."],
        ["Well ... I never knew. ", "He paused.... ", "Then he left."],
        ["It is here […] and there. ", "It [...] ended."],
        ["A rocket was launched! 🚀 ", "It sank. :) ", "And now?"],
        ["The end came.", "Then it began."],
        ["See example.Com or node.Js for it. ", "Ask a.b@example.com now!"],
        ["Is version 3.5 out? ", "At 10:30: yes; see https://example.com/a.b?c=d! ", "Good."],
        ["1. Open the box. ", "2. Take it out. ", "3. Close it."],
        ["a) Wash it ", "b) Dry it ", "c) Fold it"],
        ["Figure 2.3 ", "Copper turns green. ", "It is old."],
        ["The new bridge ", "Image: Example Agency."],
        ["Talks go on ", "Tuesday, January 21, 2014"],
        ["The iron age. ", "iPhones came later. ", "eBay too."],
        ["Pfc. Day, Spc. Lee and Pvt. Roe met Brig. Gen. Cole, Lt. Cmdr. Poe, Const. Fry and Det. Insp. Ray. ", "So?"],
        [
            "Read Vol. II, Ch. IV and Fig. III of Vol. I on it. ",
            "He said No. ",
            "I left on Sat. ",
            "I am in Vol. I. ",
            "The end.",
        ],
        ["You need: 1. Bread. ", "2. Milk from a cow. ", "Then go home. ", "It was part 1. ", "Bread won."],
        ["You need: 1. Bread, 2. Milk and 3. Eggs. ", "Do this: a. Wash it. ", "b. Dry it. ", "Now go."],
        ["The score: 1. ", "Bread won."],
        ["It opened in Oct. ", "Police said so on Oct. 3 in Boston. ", "It closed Dec. ", "Officials said why."],
        ["He left in Oct. ", "Mayor Lee came on Sept. Eleventh. ", "In Oct. Google launched it."],
        ["He joined the F.B.I. ", "Agents met him at the F.B.I. Academy. ", "The U.S. Marines came."],
        ["U.S. Officials Say Prices Fell in Nov. Amid Fears of War"],
        ["It is rich in vitamin B. ", "Calcium is good. ", "John Q. Adams met Mark B. Calcium."],
        ["Read Ps. 27:13 and Sept. 11. ", "It works at Yahoo! in the office."],
    ],
)
def test_where_english_sentences_end(sentences: list[str]) -> None:
    assert split_text("".join(sentences), "en-GB") == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "de",
            [
                "Am 3. Mai 2024 traf Dr. Müller den 2. Bürgermeister. ",
                "Sie sprachen z. B. über Häuser. ",
                "Das war gut.",
            ],
        ),
        ("de", ["Im 19. Jahrhundert regierte Wilhelm II. von Preußen. ", "Er starb am 9. März 1888 in Berlin."]),
        ("de", ["Er fragte: „Kommst du mit? ", "Ich warte.“ ", "Dann ging er."]),
        ("de", ["„Kommst du mit?“, fragte er. ", "„Nein“, sagte sie."]),
        (
            "de",
            [
                "Das kostet 3,50 Euro bzw. 4.000 Dollar. ",
                "Siehe Abb. 3 auf S. 12. ",
                "Äpfel, Birnen usw. ",
                "Die Liste ist lang.",
            ],
        ),
        ("de", ["Die Schlacht war 1813. ", "Napoleon verlor sie. ", "Der Zug fährt um 8 Uhr."]),
        ("de", ["»Guten Tag.« ", "»Wie geht es Ihnen?« fragte er."]),
        ("fr", ["M. Dupont est venu le 1er mai. ", "Mme Durand, p. ex., est restée. ", "Quoi ? ", "Rien !"]),
        ("fr", ["« Bonjour à tous. » ", "« Qui êtes-vous ? » demanda-t-il. ", "L’été fut long."]),
        ("fr", ["Jules César mourut en 44 av. J.-C. à Rome. ", "Voir p. 12 et art. 5. ", "Le reste, etc., est connu."]),
        ("es", ["El Sr. García vive en EE. UU. desde 1990. ", "¿Qué dijo la Dra. López? ", "¡Nada!"]),
        ("es", ["«Me voy», dijo. ", "—¿Adónde? —preguntó ella. ", "Véase la pág. 5."]),
        (
            "it",
            [
                "Il dott. Rossi e la sig.ra Bianchi arrivarono alle 5. ",
                "Erano p. es. stanchi. ",
                "«Perché?» chiese lui.",
            ],
        ),
        ("it", ["La S.p.A. ha chiuso. ", "È finita. ", "Costa 3.500 euro."]),
        ("pt", ["O Sr. Silva mora na Av. Paulista. ", "Ele chegou às 5 h. ", "Veja a pág. 3, por favor."]),
        ("pt", ["A Dra. Souza disse: “Não.” ", "Depois saiu. ", "É verdade!"]),
        ("nl", ["Dhr. De Vries kwam bijv. om 5 uur. ", "'s Avonds ging hij weg. ", "Dat is d.w.z. laat."]),
        ("nl", ["Het boek van prof. dr. J. van Dam is uit. ", "“Waarom?” vroeg zij. ", "Niemand weet het."]),
        (
            "pl",
            [
                "Mieszka przy ul. Długiej 5 w Warszawie. ",
                "Np. dr Kowalski, tj. lekarz, ma 3,5 tys. zł. ",
                "Dnia 3. maja było święto.",
            ],
        ),
        ("pl", ["„Gdzie jesteś?” zapytał. ", "„Tutaj.” ", "W 1990 r. Polska wybrała prezydenta."]),
        ("ru", ["Он родился в 1990 г. в Москве, т. е. давно. ", "А. С. Пушкин жил на ул. Мойка. ", "Это правда."]),
        ("ru", ["«Привет!» — сказал он. ", "«Как дела?» ", "Книги, журналы и т. д. ", "Он ушёл в 5 ч."]),
        ("zh", ["他说：“你好。", "我走了。”", "然后他走了。"]),
        ("zh", ["今天天气很好！", "你去哪儿？", "圆周率是3.14左右。", "“你好！”他说。"]),
        ("ja", ["「行くよ！」と彼は言った。", "今日は良い天気です。", "「はい。」", "そうですか？", "3.5キロです。"]),
        ("ar", ["قال د. أحمد إنه سيأتي. ", "هل هذا صحيح؟ ", "نعم! ", "المسافة 3.5 كيلومتر."]),
        ("hi", ["यह अच्छा है। ", "क्या तुम आओगे? ", "हाँ।"]),
        ("da", ["Han bor f.eks. i København. ", "Det er godt."]),
    ],
)
def test_where_sentences_of_other_languages_end(language: str, sentences: list[str]) -> None:
    assert split_text("".join(sentences), language) == sentences


@settings(deadline=None)
@given(st.lists(st.sampled_from("aA.!? 。\u0301\u200d🏽👩🇩🇪한\u1161\u11a8\r\n国e1,")).map("".join))
def test_no_sentence_begins_within_a_character(text: str) -> None:
    regex = pytest.importorskip("regex")
    whole = {match.start() for match in regex.finditer(r"\X", text)}
    assert set(sentence_starts(text, "en")) <= whole
