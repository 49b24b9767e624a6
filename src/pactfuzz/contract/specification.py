"""Which version of the Pact specification a file is written in, as the official core reads it."""

from collections.abc import Mapping
from typing import Any, Final

from pactfuzz.errors import PactFileError

READABLE_VERSIONS: Final = ("1", "2", "3", "4")
"""The major versions of the Pact specification that the official core reads."""

V3: Final = "3.0.0"
V4: Final = "4.0"


def check_readable(metadata: Mapping[str, Any]) -> None:
    """Refuse a version that the official core does not read.

    Raises:
        PactFileError: naming the version.
    """
    stated = metadata.get("pactSpecification") or metadata.get("pact-specification") or {}
    version = stated.get("version") if isinstance(stated, Mapping) else stated
    version = version or metadata.get("pactSpecificationVersion") or V3
    if _major(version) not in READABLE_VERSIONS:
        msg = (
            f"written in Pact specification {version}; "
            f"readable are the versions {', '.join(READABLE_VERSIONS)}"
        )
        raise PactFileError(msg)


def version_of(metadata: Mapping[str, Any]) -> str:
    """Return the version in which the official core reads a file with this metadata.

    It knows the two spellings of one key, of which the first counts, and no other; whatever
    states no version there is of version 3 to it.
    Source: ``parse_meta_data`` and ``determine_spec_version`` of pact_models, and measured.
    """
    stated = metadata.get("pactSpecification", metadata.get("pact-specification"))
    version = stated.get("version") if isinstance(stated, Mapping) else None
    return V3 if version is None else str(version)


def is_v4(metadata: Mapping[str, Any]) -> bool:
    """Whether the official core reads a file with this metadata as V4."""
    return _major(version_of(metadata)) == "4"


def _major(version: object) -> str:
    return str(version).partition(".")[0]
