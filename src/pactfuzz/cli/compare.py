"""``pactfuzz compare``: its options. What it does is in ``comparing``, loaded when it is run."""

import argparse
from collections.abc import Callable
from typing import Final

from pactfuzz.cli.arguments import seconds
from pactfuzz.configuration import DIRECTIONS, OMITS, POLICIES, UNKNOWN_MODES

_DESCRIPTION: Final = """\
Says whether everything that WRITER may send can be read by READER: compatible (proved),
breaking (with the smallest document that shows it), or unknown. Without names: the pairs
of [[tool.pactfuzz.compare]] in pyproject.toml.
"""

_EPILOG: Final = """\
WRITER, READER and EARLIER are any of
  shop.events:Order             a model: module and name, importable from here or from src/
  shop.events:*                 all models that a module defines, matched by name
  order.json                    a JSON Schema; order.json#/$defs/Item is a definition in it
  pacts/web-shop.json           a pact: what its consumer reads or, as WRITER before a single
                                shape, what it sends with its requests
  schemas/                      a folder of schemas or of pacts, matched by name
  git:v1.2:shop.events:Order    any of these at another commit; git::shop.events:Order is at the
                                commit where this branch left the default branch
  shop==1.2.0:shop.events:Order a model of a published version, installed into a cache

examples:
  pactfuzz compare git::shop.events:Order shop.events:Order --direction full
  pactfuzz compare shop.api:OrderOut pacts/web-shop.json
  pactfuzz compare shop.api:OrderOut pacts/web-shop.json --interaction "an order"
  pactfuzz compare order.json --against "old/order-*.json"
  pactfuzz compare git::schemas/ schemas/ --direction full --json compared.json

Exit status: 0 all compatible; 1 one is breaking; 2 wrong input; 3 one is unknown, none breaking.
"""


def add_to(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    parser = add_parser(
        "compare",
        help="say whether a reader can read all that a writer may send",
        usage="pactfuzz compare [OPTION ...] [WRITER READER | READER --against EARLIER ...]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="WRITER READER", help="see below")
    _add_versions(parser)
    _add_judging(parser)
    _add_reports(parser)
    parser.set_defaults(run=_run)


def _add_versions(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("versions of one thing")
    group.add_argument(
        "--direction",
        choices=DIRECTIONS,
        help="WRITER is the earlier and READER the later version: the later reads what the "
        "earlier writes (backward), the earlier what the later writes (forward), or both (full)",
    )
    group.add_argument(
        "--against",
        action="append",
        default=[],
        metavar="EARLIER",
        help="compare with earlier versions, the earliest first; may be given several times, and "
        "may be a pattern or a folder of files. The direction is backward unless given",
    )
    which = group.add_mutually_exclusive_group()
    which.add_argument("--last", action="store_true", help="with the last of them alone")
    which.add_argument(
        "--all",
        action="store_false",
        dest="last",
        help="with each of them, the default: that a version reads the one before says nothing "
        "of those before that",
    )


def _add_judging(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("judging")
    group.add_argument(
        "--policy",
        choices=POLICIES,
        default="declared",
        help="whether a writer sends the fields that it declares, and extras where a model allows "
        "them (declared, the default), no extras at all (closed), or whatever its schema accepts "
        "(strict)",
    )
    group.add_argument(
        "--omits",
        choices=OMITS,
        help="what WRITER's service leaves out when it dumps a model: nothing (the default), or "
        "the fields that are unset, defaults or none, as exclude_unset and so on do; also "
        "[tool.pactfuzz] omits",
    )
    group.add_argument(
        "--interaction",
        action="append",
        default=[],
        metavar="DESCRIPTION",
        help="of a pact, this interaction alone; may be given several times",
    )
    group.add_argument(
        "--draft",
        choices=("4", "6", "7", "2019-09", "2020-12"),
        help="what JSON Schemas without $schema are written in (2020-12)",
    )
    group.add_argument(
        "--time-limit",
        type=seconds,
        metavar="SECONDS",
        help="the longest that one verdict may take; then it is unknown (10)",
    )
    group.add_argument(
        "--unknown",
        choices=UNKNOWN_MODES,
        help="whether an unknown fails (the default) or warns; also [tool.pactfuzz] unknown",
    )


def _add_reports(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("reports")
    group.add_argument(
        "--json",
        nargs="?",
        const="-",
        metavar="FILE",
        help="write all that is known as JSON, to FILE or in place of the report",
    )
    group.add_argument(
        "--markdown",
        metavar="FILE",
        help="write a page in Markdown (under GitHub Actions: added to the job's summary)",
    )
    group.add_argument("--quiet", action="store_true", help="say nothing of what is compatible")


def _run(parsed: argparse.Namespace) -> int:
    from pactfuzz.cli import comparing  # noqa: PLC0415 - --help needs none of it

    return comparing.run(parsed)
