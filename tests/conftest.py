"""What all tests share: pytest's own test harness, and Hypothesis profiles."""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

pytest_plugins = ["pytester"]

# The official core would otherwise send usage statistics to an outside host.
os.environ["PACT_DO_NOT_TRACK"] = "true"

# A shell ignores Ctrl-C for what it runs in the background, and `nohup` ignores SIGHUP; children
# inherit that, and the tests of signals need processes that do not ignore them.
for _signal, _handler in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
    (getattr(signal, "SIGHUP", signal.SIGTERM), signal.SIG_DFL),
):
    if signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, _handler)

# A shared machine is slow now and then; what is slow is for the benchmarks to say.
settings.register_profile("default", deadline=None)
# Under CI, Hypothesis repeats the same examples and keeps none; a search by night does neither.
settings.register_profile(
    "nightly",
    deadline=None,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
    max_examples=2_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")


@pytest.fixture
def pytester(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Leave pytest-asyncio out of the runs inside of tests, which are not about it.

    It warns of a setting of its own in each. A test that is about it removes the variable.
    """
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:asyncio")
    return pytester
