"""normalize(): what is a name more than a number or a word: addresses, codes, models, acronyms, signs."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts.text.normalize import normalize

CASES = [
    # web and mail
    ("See https://www.bbc.co.uk/news today.", "See bbc dot co dot UK slash news today."),
    ("See https://x.org/2024/05/a-b?c=d today.", "See x dot org today."),
    ("http://www.abc.com/a-1", "HTTP colon slash slash WWW dot abc dot com slash a dash one"),
    ("Booking.com's boss left Character.AI.", "Booking dot com's boss left Character dot AI."),
    ("Write to jo_smith99@mail.org or pressoffice@acme.it.",
     "Write to jo underscore smith nine nine at mail dot org or press office at acme dot IT."),
    ("A .gov site in Node.js or .NET", "A dot gov site in Node dot JS or dot net"),
    # telephone numbers and codes
    ("Call +44 20 7946 0958 now.", "Call plus four four, two zero, seven nine four six, zero nine five eight now."),
    ("Ring 07700 900123.", "Ring zero seven seven zero zero, nine zero zero one two three."),
    ("Call 1-800-GO-2-HAUL.", "Call one, eight hundred, go, two, haul."),
    ("Call 212.555.0143 x12.", "Call two one two, five five five, zero one four three, extension one two."),
    ("Dial 988 or call 200 witnesses.", "Dial nine eight eight or call 200 witnesses."),
    ("A card ending in 8876", "A card ending in eight eight seven six"),
    ("It ended in 1998.", "It ended in nineteen ninety-eight."),
    ("The host 10.0.0.12 failed.", "The host one zero dot zero dot zero dot one two failed."),
    ("In a 4-3-3 formation", "In a four three three formation"),
    ("Calls to 999, 111 lines, 999 men", "Calls to nine nine nine, one one one lines, 999 men"),
    ("No. 23-1457, No. 5-7", "number twenty-three fourteen fifty-seven, number five to seven"),
    # street addresses
    ("The N. side of E. 42nd St., in N. Korea", "The North side of East 42nd Street, in North Korea"),
    ("on S. Elm Ave., George W. Bush", "on South Elm Avenue, George W Bush"),
    ("He lived at 1428 Elm St. It was old.", "He lived at fourteen twenty-eight Elm Street. It was old."),
    ("At 1211 E Arques Ave", "At twelve eleven East Arques Avenue"),
    ("At 45 W 10th St last year", "At forty-five West 10th Street last year"),
    ("In Austin, TX 78701, on Oak Dr. today", "In Austin, Texas seven eight seven zero one, on Oak Drive today"),
    ("Well, OK then.", "Well, OK then."),
    # abbreviations
    ("He left the U.S. The talks failed.", "He left the U.S. The talks failed."),
    ("The U.S.-led force and the U.S.'s plan", "The U.S led force and the US's plan"),
    ("Prof Li of Acme Inc, Ms. Hall and Gen Z", "Professor Li of Acme Incorporated, Miz Hall and Gen Z"),
    ("Ro Khanna, D-Calif., on D-Day", "Ro Khanna, Democrat of California, on D-Day"),
    ("The No 1 seed is No.1; No 10 people came.", "The number 1 seed is number 1; No 10 people came."),
    ("Buffalo, N.Y., and Tenn. Gov. Lee", "Buffalo, New York, and Tennessee Governor Lee"),
    ("Sault Ste. Marie, Ont., and Cat. 4", "Sault Sainte Marie, Ontario, and category 4"),
    ("Up 5% y/y, 8% p.a., vit. D", "Up five percent year on year, eight percent per annum, vitamin D"),
    ("The bus, No 73, left.", "The bus, number 73, left."),
    # acronyms
    ("NATO's chief met the DEA.", "Nato's chief met the D.E.A."),
    ("Spot ETFs rose.", "Spot E.T.F's rose."),
    ("The WHO said NO to it.", "The W.H.O said no to it."),
    ("WHO IS IT IN THE UK?", "who is it in the UK?"),
    ("The FBI and NASA met.", "The FBI and NASA met."),
    # models
    ("A Boeing 737 MAX, 747-400s and an A320neo",
     "A Boeing seven thirty-seven max, seven forty-seven four hundreds and an A-three twenty neo"),
    ("GPT-4o, F-16s, an iPhone 15 and COVID-19", "GPT-4o, F-16s, an iPhone 15 and COVID-19"),
    ("An AK-47 on Flight MH370", "An A.K forty-seven on Flight MH three seventy"),
    ("MI6's 401(k) in CO2", "MI six's four oh one K in C.O two"),
    # serial numbers
    ("your otp is ab9453", "your otp is ab nine four five three"),
    ("Case 123/261788/2021",
     "Case one hundred twenty-three slash two six one seven eight eight slash two thousand twenty-one"),
    # signs
    ("Apple (NASDAQ: AAPL), Ether (ETH) and $TSLA", "Apple NASDAQ: A.A.P.L, Ether E.T.H and T.S.L.A"),
    ("his/her input/output and/or AC/DC", "his or her input slash output and or AC DC"),
    ("Tea w/ milk, ≈ 40 → 50", "Tea with milk, approximately 40 to 50"),
    ("Acme™ (2*8) C# and C++", "Acme, 2 asterisk 8, C sharp and C plus plus"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_names(written: str, spoken: str) -> None:
    assert normalize(written, "en").text == spoken


@pytest.mark.parametrize(
    "text",
    [
        "Why did nobody act sooner?",
        "The mayor's office did not respond.",
        "A well-known author has died.",
        "No one said no.",
        "In March the team may march again.",
        "Who will win the cup, he or she?",
    ],
)
def test_plain_sentences_are_left_alone(text: str) -> None:
    assert normalize(text, "en").text == text


PIECES = ["1", "800", "-", " ", ".", "+", "(", ")", "/", "@", "a", "A", "St", "Elm", "No", "http://", "com", "$", "'s"]
PIECES += ["F-16", "ext", "U.S.", "NASA", "WHO", "#", "*", "→", "₂", "Inc. The", ", TX", "ending in", "\u0301"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_spans_hold_the_words_and_no_more(text: str) -> None:
    end = 0
    for word in normalize(text, "en").words:
        assert end <= word.start < word.end <= len(text)
        assert word.spoken.strip() == word.spoken != ""
        assert not text[word.start].isspace() and not text[word.end - 1].isspace()
        assert "[[" not in word.spoken
        end = word.end


@settings(deadline=None)
@given(st.from_regex(r"[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}", fullmatch=True))
def test_a_telephone_number_is_read_digit_by_digit(number: str) -> None:
    (word,) = normalize(number, "en").words
    said = word.spoken.replace(",", "").replace(" hundred", " zero zero").split()
    assert len(said) == 10


@pytest.mark.parametrize(
    "piece",
    ["00/", "a/", "1*", "1-2-", "1.1.1.1 ", "+1 ", "020 ", "St. ", "1 Elm ", "A1", "A/1-", "#a", "a.com/", "NASA's ",
     "WHO IS ", "(A)", "$A", "a→", "No ", "D-Calif. ", "Inc. The ", "401(k)", "ending in 1 ", "CO₂", ".NET ", "1 1 "],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        started = time.process_time()
        normalize(text, "en")
        return time.process_time() - started

    seconds(1_000)
    assert seconds(20_000) < 6
