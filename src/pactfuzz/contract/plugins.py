"""Which interactions need a plugin of Pact: a program that the official core would install."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pactfuzz.contract.body import content_type_of
from pactfuzz.contract.interaction import Interaction, UnusableInteraction
from pactfuzz.contract.pact_file import Pact

_OWN_TYPES: Final = (
    "json", "xml", "text/plain", "text/html", "x-www-form-urlencoded", "multipart/",
    "application/octet-stream", "image/", "audio/", "video/",
)  # fmt: skip
"""What the content types contain that the official core compares without a plugin."""


def refusing_plugins(pact: Pact) -> Pact:
    """Count what needs a plugin among the interactions that cannot be verified."""
    plugins = _plugins_of(pact.metadata)
    needs = [(each, _need_of(each, plugins)) for each in pact.interactions]
    refused = (
        UnusableInteraction("", each.description, need) for each, need in needs if need is not None
    )
    return replace(
        pact,
        interactions=tuple(each for each, need in needs if need is None),
        unusable=(*pact.unusable, *refused),
    )


def _plugins_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the plugins that a pact file says it needs."""
    listed = metadata.get("plugins")
    named = listed if isinstance(listed, list) else []
    return tuple(str(each.get("name")) for each in named if isinstance(each, Mapping))


def _need_of(interaction: Interaction, plugins: Sequence[str]) -> str | None:
    """Return which plugin alone can judge an interaction, in words; None where none is needed."""
    configured = interaction.content.get("pluginConfiguration")
    names = list(configured) if isinstance(configured, Mapping) else []
    if plugins and not names and not all(map(_is_own, _content_types(interaction))):
        names = list(plugins)
    if not names:
        return None
    named = ", ".join(f'"{each}"' for each in names)
    return (
        f"needs the Pact plugin {named}; pactfuzz neither installs nor runs plugins: "
        "verify this interaction with the official verifier"
    )


def _content_types(interaction: Interaction) -> Iterator[str]:
    """Name the content types of all that crosses; one that is not stated is JSON."""
    response = interaction.content.get("response")
    responses = response if isinstance(response, list) else [response or {}]
    for half in (interaction.content, interaction.request, *responses):
        yield content_type_of(half)


def _is_own(content_type: str) -> bool:
    return any(each in content_type.lower() for each in _OWN_TYPES)
