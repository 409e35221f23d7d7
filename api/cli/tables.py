"""Tables whose cells are never cut: people copy from them."""

from rich.console import Console
from rich.table import Table

_WIDEST = 500


def whole_table(*columns: str) -> Table:
    table = Table(box=None)
    for column in columns:
        table.add_column(column, no_wrap=True)
    return table


def print_whole(table: Table) -> None:
    """Print each row on one line, however narrow the terminal."""
    console = Console()
    needed = console.measure(table, options=console.options.update(width=_WIDEST)).maximum
    Console(width=max(console.width, needed)).print(table)
