"""One function for each thing that a user does; wiring only."""
