"""The official Pact core as an oracle: what it says of one document and one set of rules."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pactfuzz.contract import Interaction, Kind, Pact
from pactfuzz.verification.loopback import Loopback
from pactfuzz.verification.official_core import OfficialCore
from pactfuzz.verification.traffic import Response

CoreAccepts = Callable[[Any, dict[str, Any], Any], bool]
JSON = "application/json"


@pytest.fixture(scope="session")
def core_accepts() -> Iterator[CoreAccepts]:
    """Ask the core whether a message's document matches an example under matching rules."""
    core = OfficialCore(seconds=60)
    loopback = Loopback()

    def accepts(example: Any, rules: dict[str, Any], document: Any) -> bool:
        message = {
            "type": Kind.MESSAGE.value,
            "description": "a message",
            "contents": {"content": example, "contentType": JSON, "encoded": False},
            "matchingRules": {"body": rules},
        }
        interaction = Interaction.from_content(message, Kind.MESSAGE)
        pact = Pact("reader", "writer", (interaction,), {"pactSpecification": {"version": "4.0"}})
        sent = Response(200, (("Content-Type", JSON),), json.dumps(document).encode())
        with loopback.answering(lambda _: sent):
            result = core.judge(pact, interaction, loopback)
        assert result.error is None, result.error
        return result.is_match

    yield accepts
    loopback.close()
    core.close()
