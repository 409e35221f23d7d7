"""Which voices are found, listed, named and chosen."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tts.errors import VoiceFilesInvalid, VoiceNotFound, VoiceNotInstalled
from tts.previews import preview_text
from tts.voice_folder import language_tag, primary_language
from tts.voices import CATALOGUE_FILE, VoiceCatalogue, read_catalogue

JOE = "en_US-joe-medium"
SPEAKERS = {"p3922": 0, "p8699": 1, "0": 2}


def add_voice(folder: Path, name: str, **changes: Any) -> Path:
    """A pair in `folder` with a minimal configuration; the path of the latter."""
    config = {"audio": {"sample_rate": 22050}, "espeak": {"voice": "en-us"}, "num_speakers": 1, **changes}
    (folder / f"{name}.onnx").write_bytes(b"model")
    file = folder / f"{name}.onnx.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    return file


@pytest.fixture
def catalogue(tmp_path: Path) -> VoiceCatalogue:
    return VoiceCatalogue(tmp_path)


def installed(catalogue: VoiceCatalogue) -> list[str]:
    return [voice.name for voice in catalogue.voices() if voice.installed]


def test_the_catalogue_holds_what_installing_needs() -> None:
    offered = read_catalogue(CATALOGUE_FILE)
    assert len(offered) == 78
    for voice in offered.values():
        assert voice.files is not None
        for file in (voice.files.model, voice.files.config):
            assert file.url.startswith("https://")
            assert file.size > 1000
            assert len(file.digest) == {"md5": 32, "sha256": 64}[file.algorithm]
        assert voice.use in {"none", "credit", "copyleft", "unclear"}
        assert voice.language == language_tag(voice.name.split("-")[0])
        assert preview_text(voice.language)[0] != "1"


def test_the_packaged_voice_is_there_and_its_origin_is_told(catalogue: VoiceCatalogue) -> None:
    voice = catalogue.find(JOE)
    assert (voice.language, voice.quality, voice.sample_rate, voice.speakers) == ("en-US", "medium", 22050, ())
    assert voice.model is not None
    assert voice.config is not None
    assert voice.model.stat().st_size > 1_000_000
    assert "research" in voice.licence
    assert voice.use == "unclear"


def test_installed_voices_are_listed_first(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    add_voice(tmp_path, "pl_PL-mls_6892-low")
    voices = catalogue.voices()
    assert len(voices) == 79
    assert [voice.name for voice in voices[:3]] == [JOE, "pl_PL-mls_6892-low", "ca_ES-upc_ona-x_low"]
    polish = voices[1]
    assert (polish.licence, polish.use, polish.language) == ("CC BY 4.0", "credit", "pl-PL")
    assert polish.sample_rate == 22050  # its file says so, the catalogue does not
    assert polish.model == tmp_path / "pl_PL-mls_6892-low.onnx"
    assert installed(VoiceCatalogue(tmp_path / "missing", None)) == [JOE]


def test_a_voice_of_ones_own_tells_of_itself(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    add_voice(tmp_path, "mine", language={"code": "pt_BR"}, audio={"sample_rate": 16000, "quality": "low"})
    add_voice(tmp_path, "yours", espeak={"voice": "en-gb-x-rp"})
    add_voice(tmp_path, "theirs", espeak={})
    mine = catalogue.find("mine")
    assert (mine.language, mine.quality, mine.sample_rate, mine.files) == ("pt-BR", "low", 16000, None)
    assert mine.licence == "Not stated"
    assert catalogue.find("yours").language == "en-GB"
    assert catalogue.find("theirs").language == "und"


def test_files_that_come_change_and_go_are_noticed(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    assert installed(catalogue) == [JOE]
    config = add_voice(tmp_path, "mine")
    assert catalogue.find("mine").sample_rate == 22050
    add_voice(tmp_path, "mine", audio={"sample_rate": 16000})
    os.utime(config, ns=(1, 1))
    assert catalogue.find("mine").sample_rate == 16000
    config.unlink()
    assert installed(catalogue) == [JOE]


def test_a_pair_in_the_folder_wins_over_the_packaged_one(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    add_voice(tmp_path, JOE)
    assert catalogue.find(JOE).model == tmp_path / f"{JOE}.onnx"
    assert installed(catalogue) == [JOE]


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "3", '"x"', "{}", '{"audio": 1}', '{"audio": {"sample_rate": "22050"}}', "[" * 100_000,
        '{"audio": {"sample_rate": 0}}', '{"audio": {"sample_rate": 22050}, "num_speakers": 1e99}',
        '{"audio": {"sample_rate": 22050}, "num_speakers": 2, "speaker_id_map": {"a": 2}}',
        '{"audio": {"sample_rate": 22050}, "num_speakers": 2, "speaker_id_map": {"a": "b"}}',
        '{"audio": {"sample_rate": 22050}, "language": {"code": 5}}', "\ud800",
    ],
)  # fmt: skip
def test_a_broken_voice_is_a_problem_and_no_harm(tmp_path: Path, catalogue: VoiceCatalogue, text: str) -> None:
    add_voice(tmp_path, "good")
    add_voice(tmp_path, "bad").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert installed(catalogue) == [JOE, "good"]
    (problem,) = catalogue.problems()
    assert problem.startswith("bad.onnx.json is no Piper voice configuration")
    assert catalogue.problems() == [problem]


def test_half_a_voice_is_a_problem(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    add_voice(tmp_path, "a").unlink()
    shutil.move(add_voice(tmp_path, "b").with_suffix(""), tmp_path / "b.onnx.1234.part")
    assert installed(catalogue) == [JOE]
    assert [problem.split()[0] for problem in catalogue.problems()] == ["a.onnx", "b.onnx"]


def test_a_folder_that_is_none_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    catalogue = VoiceCatalogue(tmp_path / "file")
    assert installed(catalogue) == [JOE]
    assert "cannot be read" in catalogue.problems()[0]


def test_a_speaker_is_found_by_name_then_by_number(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    add_voice(tmp_path, "many", num_speakers=3, speaker_id_map=SPEAKERS)
    voice = catalogue.find("many")
    assert voice.speakers == ("p3922", "p8699", "0")
    assert voice.speaker_id is None
    assert [catalogue.find(f"many#{speaker}").speaker_id for speaker in voice.speakers] == [0, 1, 2]
    assert catalogue.find("many#1") == replace(voice, name="many#p8699", speaker_id=1)
    assert catalogue.find("many#1").model_name == "many"
    for wrong in ("many#3", "many#", "many#-1", "many#P3922", "many#" + "9" * 9999, "many#1#1"):
        with pytest.raises(VoiceNotFound, match="Its 3 speakers: p3922, p8699, 0"):
            catalogue.find(wrong)
    with pytest.raises(VoiceNotFound, match="one speaker"):
        catalogue.find(f"{JOE}#0")


def test_speakers_without_names_have_numbers(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    add_voice(tmp_path, "many", num_speakers=3, speaker_id_map={"anna": 1})
    assert catalogue.find("many").speakers == ("0", "anna", "2")
    libritts = next(voice for voice in catalogue.voices() if voice.name == "en_US-libritts-high")
    assert (len(libritts.speakers), libritts.speakers[118]) == (904, "118")


def test_an_unknown_voice_is_told_with_those_that_are_like_it(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    add_voice(tmp_path, "mine")
    with pytest.raises(VoiceNotFound, match=rf"Did you mean {JOE}.*Installed: {JOE}, mine\."):
        catalogue.find("en_US-jo-medium")
    for wrong in ("", "MINE", "../mine", "mine.onnx", "x" * 100_000):
        with pytest.raises(VoiceNotFound):
            catalogue.find(wrong)


def test_a_voice_of_the_catalogue_says_how_to_install_it(catalogue: VoiceCatalogue) -> None:
    with pytest.raises(
        VoiceNotInstalled, match=r"readcast voices install en_US-libritts-high. Installed: .*en_US-joe-medium"
    ):
        catalogue.find("en_US-libritts-high#118")


def test_the_preferred_voice_reads_its_language(tmp_path: Path, catalogue: VoiceCatalogue) -> None:
    add_voice(tmp_path, "en_GB-cori-high", num_speakers=2)
    add_voice(tmp_path, "de_DE-mls-medium", num_speakers=236)
    assert catalogue.default(None, None).name == "de_DE-mls-medium"
    assert catalogue.default(None, JOE).name == JOE
    assert catalogue.default("en-GB", JOE).name == JOE
    assert catalogue.default("de", JOE).name == "de_DE-mls-medium"
    assert catalogue.default("de-AT", "de_DE-mls-medium#7").speaker_id == 7
    assert catalogue.default("en-GB", None).name == "en_GB-cori-high"
    assert catalogue.default("EN_us", "de_DE-mls-medium").name == JOE
    assert catalogue.default("en-AU", "not there").name == "en_GB-cori-high"


def test_without_a_voice_for_the_language_one_is_proposed(catalogue: VoiceCatalogue) -> None:
    with pytest.raises(VoiceNotInstalled, match=r"'nb'.*one of no_NO-nvcc-medium\."):
        catalogue.default("nb", JOE)
    with pytest.raises(VoiceNotFound, match="'xx'"):
        catalogue.default("xx", JOE)
    with pytest.raises(VoiceNotFound):
        catalogue.default(None, "not there")
    with pytest.raises(VoiceNotInstalled):
        catalogue.default(None, "en_US-libritts-high")


@pytest.mark.parametrize("text", ["", "voice = 3", "[[voice]]\nname = 'x'", "[[voice"])
def test_a_broken_catalogue_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "catalog.toml"
    file.write_text(text)
    with pytest.raises(VoiceFilesInvalid, match=r"catalog\.toml"):
        VoiceCatalogue(tmp_path, file).voices()


def test_language_tags() -> None:
    tags = {"en_US": "en-US", "zh_hans_cn": "zh-Hans-CN", "cmn": "zh", "es-419": "es-419", "vi-vn-x-south": "vi-VN"}
    assert {code: language_tag(code) for code in tags} == tags
    assert [primary_language(code) for code in ("nb-NO", "nn", "no_NO", "EN")] == ["no", "no", "no", "en"]


def test_a_preview_is_in_the_voices_language() -> None:
    assert preview_text("de-AT") == "Das ist die Stimme, die Ihnen den Artikel vorliest."
    assert preview_text("nb") == preview_text("no-NO")
    assert preview_text("tlh").startswith("1 2 3")
