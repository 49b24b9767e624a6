"""A campaign: several processes search all contracts for as long as one likes."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pactfuzz.errors import CampaignError
from pactfuzz.journeys.campaign import Order, Progress
from pactfuzz.journeys.cluster import on_cluster
from pactfuzz.journeys.seat import Seat
from pactfuzz.processes import own_folder

_POLL: Final = 0.2
"""Seconds between two looks at how far the workers are."""


def fuzz(order: Order, show: Callable[[Progress], None]) -> Progress:
    """Search until it is over or interrupted; ``show`` is called a few times a second.

    Ctrl-C ends the search; what was found and counted until then is given back.

    Raises:
        CampaignError: no worker could be started, or the tests cannot be collected.
    """
    progress = Progress()
    search = on_cluster if order.cluster else _here
    for progress in search(order):
        show(progress)
    if progress.errors:
        raise CampaignError("\n".join(progress.errors))
    return progress


def _here(order: Order) -> Iterator[Progress]:
    """Search in processes of this machine, and tell how far they are."""
    with own_folder() as folder:
        seats = [Seat.start(each, folder) for each in _parts(order)]
        try:
            while any(each.is_running for each in seats):
                time.sleep(_POLL)
                for each in seats:
                    each.look()
                yield _joined(seats)
            is_interrupted = False
        except KeyboardInterrupt:
            is_interrupted = True
        finally:
            for each in seats:
                each.stop()
        progress = _joined(seats)
        # Who is interrupted while it collects its tests cannot tell more than that.
        yield replace(progress, errors=[], lost=[]) if is_interrupted else progress


def _parts(order: Order) -> Iterator[Order]:
    for index in range(order.processes):
        count = None if order.count is None else (order.count + index) // order.processes
        if count != 0:
            yield replace(order, count=count, seed=f"{order.seed}/{index}")


def _joined(seats: Sequence[Seat]) -> Progress:
    progress = Progress()
    for each in seats:
        each.add_to(progress)
    return progress
