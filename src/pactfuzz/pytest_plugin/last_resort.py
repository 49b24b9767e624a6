"""Where a run tells why it ends the process: on the standard error that pytest was given."""

import os

import pytest

from pactfuzz.reporting.foreign_text import message
from pactfuzz.verification.last_resort import LAST_RESORT


def install_last_resort(config: pytest.Config) -> None:
    """Keep standard error as it is now, before an item's output is captured.

    Faulthandler has one timer: one of the user's own, set for pytest, is left alone.
    """
    LAST_RESORT.output = os.dup(2)
    LAST_RESORT.clean = message
    has_timer = config.pluginmanager.hasplugin("faulthandler") and float(
        config.getini("faulthandler_timeout") or 0
    )
    LAST_RESORT.has_faulthandler = not has_timer


def remove_last_resort() -> None:
    """Leave standard error to whatever runs in this process afterwards."""
    LAST_RESORT.close()
    os.close(LAST_RESORT.output)
    LAST_RESORT.output = 2
