"""The command-line front."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from pactfuzz import __version__
from pactfuzz.cli import compare, explain, matrix
from pactfuzz.cli.arguments import number
from pactfuzz.cli.status import (
    STATUSES,
    WRONG_INPUT,
    kept_from_exiting,
    status_of_running,
    write_anything,
)
from pactfuzz.errors import without_passwords

_EPILOG = """\
The rest is done by pytest:
  pytest                 runs the consumers' tests, also on generated documents, and
                         records their pacts
  pytest --pact-prune    tries what was found before, and forgets what passes now
  pytest --pact-verify   verifies the providers against the pacts
  pytest --help          lists the options under "consumer-driven contracts"
"""

_FUZZ_DESCRIPTION = """\
Searches the consumers' contracts for documents that break them: all, or those that
PATH and pytest's -k and -m select. Ends with Ctrl-C, --time or --count; what was
found is in the corpus by then. Exit status 1, if anything was.
"""

_FUZZ_EPILOG = """\
examples:
  pactfuzz fuzz                            until Ctrl-C
  pactfuzz fuzz --time 15m --processes 4   for a quarter of an hour, by four processes
  pactfuzz fuzz --count 10000 tests/test_orders.py -k "valid or extended"
  pactfuzz fuzz --time 8h --report reached.json
  pactfuzz fuzz --dask tcp://scheduler:8786
"""

_DEBUG = "show the traceback of an error"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status, as ``STATUSES`` lists them."""
    parser = _parser()
    parsed, others = parser.parse_known_args(arguments)
    if parsed.command == "compare":  # argparse stops taking names at the first option after one
        parsed.names += [each for each in others if not each.startswith("-")]
        others = [each for each in others if each.startswith("-")]
    if others and parsed.command != "fuzz":  # which hands them on to pytest
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    if parsed.command is None:
        parser.print_help()
        return 0
    write_anything(sys.stdout, sys.stderr)
    return status_of_running(lambda: _run(parsed, others), debugs=parsed.debug)


def _run(parsed: argparse.Namespace, others: list[str]) -> int:
    if parsed.command == "fuzz":
        from pactfuzz.cli import campaign  # noqa: PLC0415 - --version and --help need none of it

        return campaign.run(parsed, others)
    with kept_from_exiting():
        return int(parsed.run(parsed))


class _Parser(argparse.ArgumentParser):
    """A parser whose errors pass through the gate: they quote what was given."""

    def error(self, message: str) -> NoReturn:
        """Tell an error and end with status 2."""
        from pactfuzz.reporting.foreign_text import one_line  # noqa: PLC0415 - --help needs it not

        self.print_usage(sys.stderr)
        self.exit(WRONG_INPUT, f"{self.prog}: error: {one_line(without_passwords(message))}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="pactfuzz",
        description="Property-based, consumer-driven contract testing.",
        epilog=f"{_EPILOG}\n{STATUSES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"pactfuzz {__version__}")
    parser.add_argument("--debug", action="store_true", help=_DEBUG)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    fuzz = commands.add_parser(
        "fuzz",
        help="search all contracts, for as long as you like",
        usage="pactfuzz fuzz [OPTION ...] [PATH ...] [-k EXPRESSION] [-m EXPRESSION]",
        description=_FUZZ_DESCRIPTION,
        epilog=_FUZZ_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    fuzz.add_argument("--time", type=_seconds, metavar="TIME", help="such as 90, 90s, 15m or 8h")
    fuzz.add_argument("--count", type=number, metavar="N", help="documents to try, in all")
    fuzz.add_argument("--seed", metavar="SEED", help="repeat a search; each tells its own")
    fuzz.add_argument(
        "--processes", type=number, default=1, metavar="N", help="on this machine (1)"
    )
    fuzz.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="search on a Dask cluster, whose workers have this project in the same folder",
    )
    fuzz.add_argument("--report", metavar="FILE", help="write all that was reached, as JSON")
    fuzz.add_argument("--corpus", metavar="DIR", help="where to keep what is found")
    compare.add_to(commands.add_parser)
    explain.add_to(commands.add_parser)
    matrix.add_to(commands.add_parser)
    for each in commands.choices.values():  # where the option is given does not matter
        each.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=_DEBUG)
    return parser


def _seconds(text: str) -> float:
    """Read a time: seconds, or a number with s, m or h behind it."""
    unit = {"s": 1, "m": 60, "h": 3600}.get(text[-1:], 0)
    try:
        seconds = float(text[:-1]) * unit if unit else float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        msg = f"{text!r}: expected a time above zero, such as 90, 90s, 15m or 8h"
        raise argparse.ArgumentTypeError(msg)
    return seconds
