import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.errors import InvalidEntry
from tts.text.lexicon import LexiconEntry, Match
from tts.text.lexicon_csv import MAX_ENTRIES, lexicon_csv, read_lexicon_csv

LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)
WRITTEN = st.tuples(st.sampled_from(["", "=", "+", "-", "@", "'", "'=", "''", '"', ";"]), LINE).map("a".join)
AWKWARD = st.tuples(st.sampled_from(["=", "+1", "-", "@", "'", "'=", "''=", '",', ";", ""]), WRITTEN).map("".join)
ENTRIES = st.builds(
    LexiconEntry, AWKWARD, AWKWARD, st.none(), st.sampled_from(Match), st.booleans(), st.sampled_from([None, "en-GB"])
)


@given(st.lists(ENTRIES))
def test_what_is_written_is_read_back(entries: list[LexiconEntry]) -> None:
    entries.append(LexiconEntry("Ng", ipa="ˈɪŋ"))
    assert read_lexicon_csv(lexicon_csv(entries).encode()) == entries


def test_spreadsheets_see_no_formula() -> None:
    text = lexicon_csv([LexiconEntry("=1+1", "-2"), LexiconEntry("@x", "'+1")])
    assert text.splitlines()[1:] == ["'=1+1,'-2,,word,false,", "'@x,''+1,,word,false,"]


@pytest.mark.parametrize(
    "text",
    [
        "written,spoken\nNg,Ing\n",
        "\ufeffSpoken;Written\r\n\r\nIng;Ng\r\n;\r\n",
        'match,written,ipa,spoken,case_sensitive,language\n,"Ng",,Ing,No,\n',
        "written\tspoken\rNg\tIng",
    ],
)
def test_files_as_people_save_them(text: str) -> None:
    assert read_lexicon_csv(text.encode()) == [LexiconEntry("Ng", "Ing")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the file is empty"),
        ("spoken\nx", "line 1: the column 'written' is missing"),
        ("written,sound\n", "line 1: there is no column 'sound'"),
        ("written,spoken,spoken\n", "line 1: the column 'spoken' is there twice"),
        ("written,spoken\n\nNg,Ing\nNg,\n", "line 4: Give either spoken or ipa"),
        ("written,spoken\nNg,Ing,x\n", "line 2: there are more cells"),
        ("written,spoken,\nNg,Ing,x\n", "line 2: there is a cell in a column that has no name"),
        ("written,spoken,case_sensitive\nNg,Ing,maybe\n", "line 2: case_sensitive is 'maybe'"),
        ("written,spoken,match\nNg,Ing,regex\n", "line 2: match is 'regex'"),
        ('written,spoken\n"Ng,Ing\n', "line 2: "),
        ("written,spoken\n" + "Ng,Ing\n" * (MAX_ENTRIES + 1), f"line {MAX_ENTRIES + 2}: there are more than 10,000"),
    ],
)
def test_errors_name_the_line(text: str, message: str) -> None:
    with pytest.raises(InvalidEntry) as error:
        read_lexicon_csv(text.encode())
    assert str(error.value).startswith(message)
