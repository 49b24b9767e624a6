"""``python -m pactfuzz``."""

from pactfuzz.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
