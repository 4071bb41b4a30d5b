"""Frozen values and closed sets: the nouns that every other room speaks of."""
