"""``pactfuzz matrix``: its options. What it does is in ``tabling``, loaded when it is run."""

import argparse
from collections.abc import Callable
from typing import Final

from pactfuzz.cli.arguments import number, seconds
from pactfuzz.configuration import UNKNOWN_MODES

_DESCRIPTION: Final = """\
Judges published versions: each row of [tool.pactfuzz.matrix] in pyproject.toml names a
package, its versions, and what is asked of each: shapes that are compared, contract tests
that are run, or both. Versions are installed into a cache.
"""

_EPILOG: Final = """\
a row:
  [tool.pactfuzz.matrix.events]
  package = "shop"
  versions = ">=1.2"            # all published ones, or a list: ["1.2.0", "1.3.1"]
  with = ["redis"]              # what their environments need besides
  contracts = ["tests/web"]     # pytest's arguments for the consumers' tests, which are run
                                # here with the version laid over, as is --pact-verify

  [[tool.pactfuzz.matrix.events.compare]]
  writer = "{version}:shop.events:*"
  reader = "shop.events:*"      # any name that `pactfuzz compare` takes
  direction = "full"            # with policy and interactions as in [[tool.pactfuzz.compare]]

examples:
  pactfuzz matrix
  pactfuzz matrix events --versions 1.3.1 1.4.0
  pactfuzz matrix events --bisect --jobs 4

Exit status: 0 all compatible; 1 one is breaking; 2 wrong input; 3 one is unknown, none breaking.
A version that cannot be installed, or imported, is unknown, with the reason.
"""


def add_to(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    parser = add_parser(
        "matrix",
        help="judge published versions by a table in pyproject.toml",
        usage="pactfuzz matrix [OPTION ...] [ROW ...]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help="these rows; otherwise all")
    parser.add_argument(
        "--versions", nargs="+", default=[], metavar="VERSION", help="in place of those of the rows"
    )
    parser.add_argument(
        "--bisect",
        action="store_true",
        help="judge the ends of each row, and find by halving where the answer changes: of 71 "
        "versions about eight are judged",
    )
    parser.add_argument(
        "--jobs", type=number, default=2, metavar="N", help="environments at once (2)"
    )
    parser.add_argument(
        "--time-limit",
        type=seconds,
        metavar="SECONDS",
        help="the longest that one verdict may take; then it is unknown (10)",
    )
    parser.add_argument(
        "--unknown",
        choices=UNKNOWN_MODES,
        help="whether an unknown fails (the default) or warns; also [tool.pactfuzz] unknown",
    )
    parser.add_argument("--json", metavar="FILE", help="write all that is known as JSON")
    parser.set_defaults(run=_run)


def _run(parsed: argparse.Namespace) -> int:
    from pactfuzz.cli import tabling  # noqa: PLC0415 - --help needs none of it

    return tabling.run(parsed)
