"""``python -m pactfuzz``, and what the command ``pactfuzz`` starts."""

from typing import Final

INTERRUPTED: Final = 130
"""As in ``cli.status``, which may be what is being imported."""


def main() -> int:
    """Run the command; return its exit status, also where Ctrl-C comes while it is imported."""
    try:
        from pactfuzz.cli import main as run  # noqa: PLC0415 - within the block

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    raise SystemExit(main())
