"""The store's real emitters, each brought to emit, with the bytes that left it."""

from emitting.backpressure import bring_to, in_process
from emitting.drift import schema_drift
from emitting.http_post import by_http_post
from emitting.pulse import over_memory, over_redis

__all__ = [
    "bring_to",
    "by_http_post",
    "in_process",
    "over_memory",
    "over_redis",
    "schema_drift",
]
