"""Values of options that several commands take."""

import argparse


def number(text: str) -> int:
    """Read a whole number above zero."""
    if not text.isdecimal() or int(text) == 0:
        msg = f"{text!r}: expected a whole number above zero"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def seconds(text: str) -> float:
    """Read a number of seconds above zero."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        msg = f"{text!r}: expected a number of seconds above zero"
        raise argparse.ArgumentTypeError(msg)
    return value
