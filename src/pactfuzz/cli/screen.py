"""How the commands print: through the gate, and without what ``rich`` would make of a text."""

from rich.console import Console

from pactfuzz.reporting.foreign_text import message


def print_text(console: Console, text: str, style: str = "") -> None:
    """Print a text as it is: no markup, no emoji codes, no line breaks of the terminal's width."""
    console.print(message(text), style=style, markup=False, emoji=False, soft_wrap=True)
