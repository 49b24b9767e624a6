"""``pactfuzz explain``: the rules of compatibility, for whoever sees one of their names in CI."""

import argparse
import sys
from collections.abc import Callable

_DESCRIPTION = """\
Says of a rule of compatibility what it means, whose documents it hits, and how to
change a contract without that break. Without RULE: all rules, in a line each.
"""


def add_to(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the others."""
    parser = add_parser(
        "explain",
        help="say what a rule of compatibility means, and what to do",
        description=_DESCRIPTION,
        epilog="example:\n  pactfuzz explain enum-member-removed\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rule", nargs="?", metavar="RULE", help="such as required-field-added")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print one rule or all; returns the exit status.

    Raises:
        ConfigurationError: there is no such rule.
    """
    from pactfuzz.reporting.rules import rule_lines, rule_text  # noqa: PLC0415 - for --help's sake

    text = "\n".join(rule_lines()) if parsed.rule is None else rule_text(parsed.rule)
    sys.stdout.write(f"{text}\n")
    return 0
