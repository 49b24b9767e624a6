"""Which file of a folder holds the pact of which pair of parties."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pactfuzz.contract.pact_file import file_name, name_with_digest, read_pact
from pactfuzz.errors import PactFileError

Parties = tuple[str, str]
"""The names of a consumer and its provider."""

_UNREADABLE: Final = None
"""The owner of a file that is no pact: whoever reads the file to merge with it gets the error."""


def paths_of(folder: Path, pairs: Iterable[Parties]) -> dict[Parties, Path]:
    """Choose the file of each pair; no two pairs share one, whatever their names.

    Names such as ``a-b``/``c`` and ``a``/``b-c`` are joined to one file name by Pact's custom, and
    names that differ only by case are one file on some systems. A pair keeps the file that names
    it. Of the others, the first in alphabetical order gets the customary name, and the rest a name
    with a digest.

    Raises:
        PactFileError: another pair's file has the name with the digest, too.
    """
    wanted = sorted(set(pairs))
    owners = _owners(folder, wanted)
    names = dict(_kept(wanted, owners))
    for pair in wanted:
        if pair not in names:
            names[pair] = _free(pair, folder, {**owners, **{v: k for k, v in names.items()}})
    return {pair: folder / names[pair] for pair in wanted}


def _candidates(pair: Parties) -> tuple[str, ...]:
    return tuple(dict.fromkeys((file_name(*pair), name_with_digest(*pair))))


def _owners(folder: Path, pairs: Iterable[Parties]) -> dict[str, Parties | None]:
    """Read whom the files name that a pair could have, whatever the case of their names."""
    wanted = {name.casefold() for pair in pairs for name in _candidates(pair)}
    if not folder.is_dir():
        return {}
    found = (path for path in folder.iterdir() if path.name.casefold() in wanted)
    return {path.name: _owner(path) for path in found}


def _owner(path: Path) -> Parties | None:
    try:
        pact = read_pact(path)
    except PactFileError:
        return _UNREADABLE
    return pact.consumer, pact.provider


def _kept(
    pairs: Iterable[Parties], owners: Mapping[str, Parties | None]
) -> Iterator[tuple[Parties, str]]:
    for pair in pairs:
        own = [name for name in _candidates(pair) if owners.get(name) == pair]
        if own:
            yield pair, own[0]


def _free(pair: Parties, folder: Path, owners: Mapping[str, Parties | None]) -> str:
    taken = {
        name.casefold(): owner
        for name, owner in owners.items()
        if owner is not _UNREADABLE and owner != pair
    }
    names = _candidates(pair)
    free = [name for name in names if name.casefold() not in taken]
    if free:
        return free[0]
    consumer, provider = taken[names[-1].casefold()]
    msg = (
        f'{folder / names[-1]}: is the pact of "{consumer}" and "{provider}", and the only name '
        f'left for the one of "{pair[0]}" and "{pair[1]}"; rename one of the parties'
    )
    raise PactFileError(msg)
