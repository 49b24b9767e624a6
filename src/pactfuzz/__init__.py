"""Property-based, consumer-driven contract testing for services that exchange Pydantic models."""

__version__ = "0.1.0"
