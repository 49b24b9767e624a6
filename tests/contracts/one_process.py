"""Lets the store and the orchestrator be imported into one process, which they do not allow.

Both register a metric named ``schema_drift_last_detected_timestamp``, and whichever is imported
second fails. Each is a service with a process of its own, so here the store's metric is taken off
the registry that the two would not share. Whatever imports the orchestrator's health or its schema
audit imports this module before; test_orchestrator_install.py keeps the break in sight.
"""

from market_data_store.metrics.registry import SCHEMA_DRIFT_LAST_DETECTED
from prometheus_client import REGISTRY

REGISTRY.unregister(SCHEMA_DRIFT_LAST_DETECTED)
