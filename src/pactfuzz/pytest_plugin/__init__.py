"""The pytest front: ``pytest`` records what consumers expect, ``pytest --pact-verify`` verifies it.

This module is loaded by every pytest run of an environment that has pactfuzz installed. It reads
the options and imports nothing else until a test or an option asks for it.
"""

import argparse
import json
from pathlib import Path

import pytest

from pactfuzz.configuration import RECORD_MODES, Configuration
from pactfuzz.errors import PactfuzzError
from pactfuzz.pytest_plugin.effect import effect
from pactfuzz.pytest_plugin.gate import Gate

__all__ = ["effect"]

CONFIGURATION = pytest.StashKey[Configuration]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer every setting of ``[tool.pactfuzz]`` on the command line too."""
    group = parser.getgroup("pactfuzz", "consumer-driven contracts (pactfuzz)")
    group.addoption(
        "--pact-verify",
        action="store_true",
        help="verify the providers against the pact files, and run nothing else",
    )
    group.addoption(
        "--pact-record",
        choices=RECORD_MODES,
        help="what becomes of what the consumers' tests record: write the pact files (the "
        "default), check that the files on disk say the same, or off",
    )
    group.addoption("--pact-dir", metavar="DIR", help="the folder of the pact files (pacts)")
    group.addoption(
        "--pact-consumer",
        action="append",
        metavar="PATH",
        help="a file or folder of consumers' tests; may be given several times. A run that "
        "collects all of them may remove from a pact what no test declares (all that pytest "
        "collects)",
    )
    group.addoption(
        "--pact-provider",
        action="append",
        metavar="FILE",
        help="a Python file that declares a Provider; may be given several times",
    )
    group.addoption(
        "--pact-outcomes",
        metavar="FILE",
        help="write what --pact-verify saw, interaction by interaction, to a JSON file",
    )
    group.addoption(
        "--pact-timeout",
        type=float,
        metavar="SECONDS",
        help="the longest that a state, an emitter or a response may take (10)",
    )
    group.addoption(
        "--pact-fuzz",
        type=int,
        metavar="N",
        help="how many examples each item with generated values tries; 0 leaves these items out "
        "(what Hypothesis's active profile says: a quarter of it for each property of a consumer)",
    )
    group.addoption(
        "--pact-corpus",
        metavar="DIR",
        help="the folder of what the search found before, which is replayed first "
        "(tests/contracts/corpus)",
    )
    group.addoption(
        "--pact-prune",
        action="store_true",
        help="replay what the search found before and look for nothing new; remove what passes",
    )
    # How `pactfuzz fuzz` tells a worker of its own what to do.
    group.addoption("--pact-campaign", help=argparse.SUPPRESS)


def pytest_configure(config: pytest.Config) -> None:
    """Settle the configuration and start the half of the plugin that the run needs."""
    try:
        config.stash[CONFIGURATION] = configuration = _configuration(config)
    except PactfuzzError as error:
        from pactfuzz.reporting.foreign_text import message

        raise pytest.UsageError(message(str(error))) from None
    config.pluginmanager.register(Gate(verifies=config.getoption("pact_verify")), "pactfuzz-gate")
    if config.getoption("pact_verify"):
        from pactfuzz.pytest_plugin.driving import Driving
        from pactfuzz.pytest_plugin.verifying import Verifying

        config.pluginmanager.register(Verifying(config, configuration), "pactfuzz-verifying")
        config.pluginmanager.register(Driving(), "pactfuzz-driving")
    else:
        from pactfuzz.pytest_plugin.fuzzing import FuzzingRun
        from pactfuzz.pytest_plugin.recording import RecordingRun

        config.pluginmanager.register(RecordingRun(config, configuration), "pactfuzz-recording")
        config.pluginmanager.register(FuzzingRun(config, configuration), "pactfuzz-fuzzing")
        if configuration.compare:
            from pactfuzz.pytest_plugin.comparing import ComparingRun

            run = ComparingRun(config, configuration)
            config.pluginmanager.register(run, "pactfuzz-comparing")


def pytest_collection(session: pytest.Session) -> None:
    """Become a worker of a campaign, if this is one; Hypothesis must not be loaded earlier."""
    order = session.config.getoption("pact_campaign")
    if order:
        from pactfuzz.pytest_plugin.campaign import Campaign

        campaign = Campaign(session.config.stash[CONFIGURATION], json.loads(order))
        session.config.pluginmanager.register(campaign, "pactfuzz-campaign")


def _configuration(config: pytest.Config) -> Configuration:
    """Read the table, and let the command line override it."""
    return Configuration.read(config.rootpath).changed(
        pacts=_from_invocation(config, config.getoption("pact_dir")),
        consumers=config.getoption("pact_consumer"),
        providers=config.getoption("pact_provider"),
        record=config.getoption("pact_record"),
        timeout=config.getoption("pact_timeout"),
        fuzz=config.getoption("pact_fuzz"),
        corpus=_from_invocation(config, config.getoption("pact_corpus")),
    )


def _from_invocation(config: pytest.Config, path: str | None) -> str | None:
    """Take a path of the command line from where the command was given."""
    return str(config.invocation_params.dir / Path(path)) if path else None
