"""docs/SETTINGS.md tells of every setting, as it is."""

from pathlib import Path

from api.settings import Settings

PAGE = (Path(__file__).parents[1] / "docs" / "SETTINGS.md").read_text("utf-8").splitlines()


def test_every_setting_stands_there_as_it_is() -> None:
    for name, field in Settings.model_fields.items():
        row = next((line for line in PAGE if line.startswith(f"| `READCAST_{name.upper()}` |")), None)
        assert row, f"READCAST_{name.upper()} is not in docs/SETTINGS.md"
        assert field.description
        assert row.endswith(f"| {field.description} |"), row
