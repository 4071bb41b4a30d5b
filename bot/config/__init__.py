"""Reads what the agency writes: TOML laid over TOML, and the environment; every mistake named with its remedy."""
