"""Calls, turn by turn: each step of one in a transaction, phones rung for a caller, calls placed, messages kept."""
