"""What all tests share: pytest's own test harness, and Hypothesis profiles."""

import os
import signal

from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

pytest_plugins = ["pytester"]

# The official core would otherwise send usage statistics to an outside host.
os.environ["PACT_DO_NOT_TRACK"] = "true"

# A shell ignores Ctrl-C for what it runs in the background, and children inherit that; the tests of
# Ctrl-C need processes that do not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

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
