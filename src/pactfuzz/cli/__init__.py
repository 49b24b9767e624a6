"""The command-line front."""

import argparse
from collections.abc import Sequence

from pactfuzz import __version__

_EPILOG = """\
The work is done by pytest:
  pytest                 runs the consumers' tests, and records their pacts
  pytest --pact-verify   verifies the providers against the pacts
  pytest --help          lists the options under "consumer-driven contracts"
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status.

    The work is done by pytest: ``pytest`` records the consumers' pacts, ``pytest --pact-verify``
    verifies the providers.
    """
    parser = argparse.ArgumentParser(
        prog="pactfuzz",
        description="Property-based, consumer-driven contract testing.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"pactfuzz {__version__}")
    parser.parse_args(arguments)
    parser.print_help()
    return 0
