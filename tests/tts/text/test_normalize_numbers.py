"""How numbers are read in English: money, dates, times, measures, ranges and their like."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from tts.text.normalize import normalize
from tts.text.normalize.english.numerals import cardinal, ordinal

CASES = [
    # found by listening
    (
        "Some 45m were infected, a population of 8.9m",
        "Some forty-five million were infected, a population of eight point nine million",
    ),
    ("Highs of 18-21C in Nov.'s cold", "Highs of eighteen to twenty-one degrees Celsius in November's cold"),
    ("from 4¼% to 5 1/4%", "from four and one quarter percent to five and one quarter percent"),
    ("three-quarters (75%) of the (former) members", "three-quarters, seventy-five percent, of the former members"),
    ("She left at 3.30pm. Anyone saw it.", "She left at three thirty P.M. Anyone saw it."),
    ("2 h 14 min at 3:10/km", "two hours fourteen minutes at three ten per kilometer"),
    ("Take Route 9W.", "Take Route 9W."),
    # money
    ("A record $5 million fine", "A record five million dollar fine"),
    ("the $5 million he owed", "the five million dollars he owed"),
    (
        "It cost $1,299.99 or $2.5.",
        "It cost one thousand two hundred ninety-nine dollars ninety-nine cents or two dollars fifty cents.",
    ),
    ("$0.01, $.50, $3.459", "one cent, fifty cents, three point four five nine dollars"),
    ("$150 and $18801", "one hundred and fifty dollars and eighteen thousand eight hundred and one dollars"),
    (
        "$900m-$1.2bn, $5m-10m",
        "nine hundred million dollars to one point two billion dollars, five to ten million dollars",
    ),
    ("₹10 crore, Rs. 500, INR 30 lakh", "ten crore rupees, five hundred rupees, thirty lakh rupees"),
    (
        "USD 40 million, 300 EUR, CHF 2.3bn",
        "forty million US dollars, three hundred euros, two point three billion Swiss francs",
    ),
    ("$1/d, $3.09/gallon, £5/month", "one dollar per day, three dollars nine cents per gallon, five pounds per month"),
    ("A $15-an-hour wage, a $20 bill", "A fifteen dollar an hour wage, a twenty dollar bill"),
    ("Only 99p in 1080p", "Only ninety-nine pence in 1080p"),
    # percent and points
    ("Up 25bps, 1bp or a 50bp hike", "Up twenty-five basis points, one basis point or a fifty basis point hike"),
    (
        "+3.2%, ±5%, 60 pct, 0.75pp",
        "plus three point two percent, plus or minus five percent, sixty percent, zero point seven five "
        "percentage points",
    ),
    ("5.25%-5.5%", "five point two five to five point five percent"),
    # dates
    (
        "On 20/11/2025, 11/20/25 and 2025-11-20",
        "On the twentieth of November twenty twenty-five, November twentieth, twenty twenty-five and November "
        "twentieth, twenty twenty-five",
    ),
    (
        "15.01.2020 and 1998/2/28",
        "the fifteenth of January twenty twenty and February twenty-eighth, nineteen ninety-eight",
    ),
    (
        "june 20 2014, the 26th May, 15 JAN",
        "June twentieth, twenty fourteen, the twenty-sixth of May, the fifteenth of January",
    ),
    (
        "March 3-7 and Oct. 28–Nov. 2, 2024",
        "March third to seventh and October twenty-eighth to November second, twenty twenty-four",
    ),
    ("Jan.-March 2025, in 11/2025", "January to March twenty twenty-five, in November twenty twenty-five"),
    ("They may 10 times march 20 miles.", "They may 10 times march 20 miles."),
    ("On 10 March. Then he left.", "On the tenth of March. Then he left."),
    ("Mon-Fri, Sat 5 May, Sun, Nov. 20", "Monday to Friday, Saturday the fifth of May, Sunday, November twentieth"),
    # years and quarters
    ("1989, 39%", "nineteen eighty nine, thirty nine percent"),
    ("In 1066, between 1874 and 1998", "In ten sixty-six, between eighteen seventy-four and nineteen ninety-eight"),
    ("2025's best, the 2021/22 season", "twenty twenty-five's best, the twenty twenty-one to twenty-two season"),
    ("1850 people and 1500 votes", "1850 people and 1500 votes"),
    ("the class of '05, 1960s-80s, 100s", "the class of oh five, nineteen sixties to eighties, hundreds"),
    (
        "Q1 2026, Q1-Q3, 4Q25, Q4 ’24, Q5",
        "Q one twenty twenty-six, Q one to Q three, Q four twenty twenty-five, Q four twenty twenty-four, Q5",
    ),
    (
        "By H2 2025, the H1 2024 rise, FY24",
        "By the second half of twenty twenty-five, the first half of twenty twenty-four rise, fiscal year "
        "twenty twenty-four",
    ),
    # times
    ("1:59 p.m. e.s.t, 1730 GMT, 0600 hrs", "one fifty-nine P.M E.S.T, seventeen thirty G.M.T, oh six hundred hours"),
    ("10:00-11:15, 24:00 and 9am–5pm", "ten o'clock to eleven fifteen, twenty-four hundred and nine A.M to five P.M"),
    (
        "He ran 2:05:30 and 3:43.13.",
        "He ran two hours, five minutes and thirty seconds and three minutes and forty-three point one three seconds.",
    ),
    ("Odds of 10:1", "Odds of ten to one"),
    # fractions
    ("½ cup, 2½ years, 5 1/4-inch", "one half cup, two and a half years, five and one quarter inch"),
    ("22/3, 3 5/2, 1/4TH", "twenty-two thirds, three and five halves, one quarter"),
    ("BP 120/80, 20/20, 50/50", "BP one hundred twenty over eighty, twenty twenty, fifty fifty"),
    ("9/10 and 9/10 of us", "nine out of ten and nine tenths of us"),
    ("1795 / 1805", "one thousand seven hundred ninety-five one thousand eight hundred fifths"),
    ("3/4 lb, 2 1/2 km", "three quarters of a pound, two and one half kilometers"),
    # measures
    ("the 100m final, 5kg-10kg", "the one hundred meter final, five kilograms to ten kilograms"),
    ("12/kg, 12kg/kg, 80 mg/dL", "twelve per kilogram, twelve kilograms per kilogram, eighty milligrams per deciliter"),
    ("6ft 2in, 5 in. of rain, a 2-in-1", "six feet two inches, five inches of rain, a 2-in-1"),
    ("10x faster, 2-3x, a 2x8, 10 x 20 feet", "ten times faster, two to three times, a 2x8, ten by twenty feet"),
    (
        "1.5m sq ft, temperatures of 30C (86F)",
        "one point five million square feet, temperatures of thirty degrees Celsius, eighty-six degrees Fahrenheit",
    ),
    ("In 1998 W. Bush won a 5G and 4K TV.", "In nineteen ninety-eight W Bush won a 5G and 4K TV."),
    # counts
    (
        "300k, 2M, 1.4B, 40K followers, a 10K",
        "three hundred thousand, two million, one point four billion, forty thousand followers, a 10K",
    ),
    ("100th, 0th, 1th, 112th, 9,000,000th", "one hundredth, zeroth, one th, 112th, nine millionth"),
    ("Code 45190, 12500 people", "Code four five one nine zero, 12500 people"),
    # ranges and scores
    (
        "Ages 18-24, pp. 3–5, a 52-48 vote",
        "Ages eighteen to twenty-four, pages three to five, a fifty-two to forty-eight vote",
    ),
    ("A 50-50 split, 10-12k users", "A fifty fifty split, ten to twelve thousand users"),
    ("978-0", "nine hundred and seventy-eight, zero"),
    # sums
    ("1-2=5, 2 + 2 = 4, y=x +1", "one minus two equals five, two plus two equals four, y equals x plus one"),
    ("x ≥ 5, 3×4, 5 > 3", "x is at least five, three times four, five is greater than three"),
    ("3 x 4 = 12, y = x + 1, 10^6", "three times four equals twelve, y equals x plus one, ten to the power of six"),
    # what stands around them tells
    ("A two-year, $10m deal, 35mm film", "A two-year, ten million dollar deal, thirty-five millimeter film"),
    ("a population of 1.2m, he is 1.85m tall", "a population of one point two million, he is one point eight five "
     "meters tall"),
    ("On 12/31, on 9/11, on 2/3 of them", "On December thirty-first, on nine eleven, on two thirds of them"),
    ("a 60/40 mix, Isaiah 40:31", "a sixty forty mix, Isaiah forty thirty-one"),
    ("1 000 000, 5 ft 3 in, 5$, a 5¢ tax", "one million, five feet three inches, five dollars, a five cent tax"),
    # lengths of time
    ("6-2 in 2h 38m, 3m 26.7s", "six to two in two hours thirty-eight minutes, three minutes twenty-six point seven "
     "seconds"),
    ("Prep time: 20m. It ended 3h ago.", "Prep time: twenty minutes. It ended three hours ago."),
    ("He ran 9.58s, 59 MJ over 5 s, the 90s", "He ran nine point five eight seconds, fifty-nine megajoules over five "
     "seconds, the nineties"),
    # more or less
    ("<28 weeks, >50%, p<0.001", "less than 28 weeks, more than fifty percent, p less than 0.001"),
    ("Adults >65 took ≤10 mg.", "Adults over 65 took at most ten milligrams."),
    ("A -> b, News > 2024", "A b, News twenty twenty-four"),
    ("3,000+ theaters, 10+ hrs, $5m+", "three thousand plus theaters, ten plus hours, five million dollars plus"),
    # millions
    ("37.3m Americans, 1.7m Russian troops", "thirty-seven point three million Americans, one point seven million "
     "Russian troops"),
    ("Members, about 2.6m, voted", "Members, about two point six million, voted"),
    ("People ran 100m, 1.85m tall", "People ran one hundred meters, one point eight five meters tall"),
    ("5m+ pensioners, $100m-plus", "five million plus pensioners, one hundred million dollars plus"),
    # scores and odds
    ("4pts clear, 28 pts and 11 rebs", "four points clear, twenty-eight points and eleven rebounds"),
    ("Odds of 11/4, a 5/1 shot, 1,000:1", "Odds of eleven to four, a five to one shot, one thousand to one"),
    ("A 16:9 ratio, a 16:10 screen", "A sixteen by nine ratio, a sixteen by ten screen"),
    # more money
    ("The A$ fell to US$0.65", "The Australian dollar fell to sixty-five US cents"),
    ("140p-150p, 139.9p", "one hundred and forty to one hundred and fifty pence, one hundred and thirty nine point "
     "nine pence"),
    ("Sold for $100s, in $20s", "Sold for hundreds of dollars, in twenties"),
    ("The $886bn NDAA, a $5m Bentley", "The eight hundred eighty-six billion dollar N.D.A.A, a five million dollar "
     "Bentley"),
    ("A £1.5-million home, she paid $2-million", "A one point five million pound home, she paid two million dollars"),
    # more measures
    ("463 sq. miles, a 2,400-sq.-ft. home, per sq. ft.", "four hundred and sixty-three square miles, a two thousand "
     "four hundred square foot home, per square foot."),
    ('4"-6" of snow, a 27" 4K screen', "four to six inches of snow, a twenty-seven inch 4K screen"),
    ('He said: "I am 27" and left', "He said: I am 27 and left"),
    ("50' x 120', 5ft 11 and 17st 3lb, 21st", "fifty feet by one hundred and twenty feet, five foot eleven and "
     "seventeen stone three pounds, 21st"),
    ("A storm of 930mb, 55 m.p.h.", "A storm of nine hundred and thirty millibars, fifty-five miles per hour."),
    ("At 35.2°N, 40°26′W, 40 nmi off", "At thirty-five point two degrees north, forty degrees twenty-six minutes west, "
     "forty nautical miles off"),
    ("350°F (180°C/gas 4) or 180C/160C fan/gas 4", "three hundred and fifty degrees Fahrenheit, one hundred and eighty "
     "degrees Celsius, gas 4, or one hundred and eighty degrees Celsius, one hundred and sixty degrees Celsius fan, "
     "gas 4"),
    ("18g fat, 65W via USB, a 65W charger", "eighteen grams fat, sixty-five watts via USB, a sixty-five watt charger"),
    ("1 qt. of milk, 2 Tbsp of oil, 30 ac.", "one quart of milk, two tablespoons of oil, thirty acres."),
    ("155mm shells, 140/90 mm Hg, 400 IU", "one fifty-five millimeter shells, one hundred forty over ninety "
     "millimeters of mercury, four hundred international units"),
    # short months and days, and other times
    ("From 3% in Sept. He left on Tues. night.", "From three percent in September. He left on Tuesday night."),
    ("I met Jan. The Sun.", "I met Jan. The Sun."),
    ("On 12/24/20 and 01/07/98", "On December twenty-fourth, twenty twenty and January seventh, ninety-eight"),
    ("Spoke at 14.30, booked at 0300", "Spoke at fourteen thirty, booked at oh three hundred"),
    ("Shares closed at 14.30", "Shares closed at 14.30"),
    ("WWII, WWI-era, the Ist Army", "World War two, World War one era, the first Army"),
    # Roman numerals
    ("World War I began, Book I read", "World War one began, Book I read"),
    ("the XXI century, Chapter I", "the twenty-first century, Chapter one"),
    ("World War I. The end.", "World War one. The end."),
    (
        "Louis XIV's, Pope John XXIII, King Felipe VI",
        "Louis the fourteenth's, Pope John the twenty-third, King Felipe the sixth",
    ),
    ("Queen Elizabeth I died, Charles I think", "Queen Elizabeth the first died, Charles I think"),
    ("Super Bowl LVIII, Chapters I-IV, page xii", "Super Bowl fifty-eight, Chapters one to four, page twelve"),
    ("the part I like, The IV drip, Vitamin C", "the part I like, The IV drip, Vitamin C"),
    ("Final Fantasy VII, Thurston Howell III", "Final Fantasy seven, Thurston Howell the third"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_numbers(written: str, spoken: str) -> None:
    assert normalize(written, "en").text == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("On 3/4/2025", "On the third of April twenty twenty-five"),
        ("£250 million", "two hundred and fifty million pounds"),
        ("£205.50", "two hundred and five pounds fifty pence"),
        ("A 3-2 win after they lost 1-0", "A three two win after they lost one nil"),
    ],
)
def test_british_numbers(written: str, spoken: str) -> None:
    assert normalize(written, "en-GB").text == spoken


@given(st.integers(0, 10**17))
def test_numerals_are_those_of_num2words(value: int) -> None:
    british = num2words(value).replace(",", "").replace("-", " ")
    assert cardinal(value, british=True).replace("-", " ") == british
    assert cardinal(value).replace("-", " ") == british.replace(" and ", " ")
    british_ordinal = num2words(value, to="ordinal").replace(",", "").replace("-", " ")
    assert ordinal(value, british=True).replace("-", " ") == british_ordinal


@settings(deadline=None)
@given(st.integers(2, 10**12), st.sampled_from(["", "A sum of ", "They paid "]))
def test_an_amount_is_read_as_one_word_of_its_currency(value: int, before: str) -> None:
    text = f"{before}${value:,}"
    last = normalize(text, "en").words[-1]
    assert text[last.start : last.end] == f"${value:,}"
    assert last.spoken == f"{cardinal(value, british=True)} dollars"


@settings(deadline=None)
@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%m/%d/%Y"]))
def test_a_date_is_read_whole(date: object, form: str) -> None:
    written = f"{date:{form}}"
    words = normalize(f"On {written}.", "en").words
    year = int(f"{date:%Y}")
    if year >= 1500 and year // 100 <= 20:
        assert [(word.start, word.end) for word in words] == [(0, 2), (3, 3 + len(written))]
        assert not any(character.isdecimal() for character in words[1].spoken)


PIECES = [
    "$",
    "1",
    "25",
    "1,000",
    ".5",
    "bn",
    "m",
    " ",
    "-",
    "–",
    "/",
    ":",
    "%",
    "km",
    "°C",
    "May",
    "th",
    "Q1",
    "'",
    "s",
]
PIECES += [
    "IV",
    "King ",
    "I",
    "=",
    "x",
    "+",
    "½",
    "USD",
    "2025",
    "am",
    ".",
    ",",
    "(",
    ")",
    "bps",
    "in",
    "[[",
    "٣",
    "²",
    "①",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES)).map("".join), st.sampled_from(["en", "en-GB"]))
def test_spans_of_numbers_are_ordered(text: str, language: str) -> None:
    end = 0
    for word in normalize(text, language).words:
        assert end <= word.start < word.end <= len(text)
        assert word.spoken.strip() == word.spoken != ""
        assert not text[word.start].isspace() and not text[word.end - 1].isspace()
        assert "[[" not in word.spoken
        end = word.end


@pytest.mark.parametrize("piece", ["1", "1,", "1.", "0", "-", "½", "XIVI", "a=", "1,000,", "1e", "₩"])
def test_a_megabyte_without_a_space_takes_no_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.perf_counter()
    normalize(text, "en")
    assert time.perf_counter() - started < 4


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1-",
        "1/",
        "$1-",
        "May 1-",
        "1+1=",
        "Louis XIV ",
        "12:",
        "1 million ",
        "1km/",
        '1" ',
        " <1",
        "1m 1s ",
        "1.1m, ",
        "$100s ",
    ],
)
def test_many_numbers_take_linear_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.perf_counter()
    normalize(text, "en")
    assert time.perf_counter() - started < 4
