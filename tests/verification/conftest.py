"""What verifies: one session of it for each module of tests."""

from collections.abc import Iterator

import pytest

from pactfuzz.verification.session import Verification


@pytest.fixture(scope="module")
def verification() -> Iterator[Verification]:
    session = Verification(10.0)
    yield session
    session.close()


@pytest.fixture
def impatient() -> Iterator[Verification]:
    """One whose limit a test may run into."""
    session = Verification(0.5)
    yield session
    session.close()
