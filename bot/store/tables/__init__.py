"""Every table of the line; impossible rows are refused here, by CHECK and UNIQUE.

A column ending in `_sealed` is encrypted (see `vault`); `phone_index` is a keyed hash by which a phone is found.
"""

from bot.store.columns import Moment, metadata
from bot.store.tables.messages import inbound, outbound, receipts, sender_rates
from bot.store.tables.people import families, persons, shifts, workers
from bot.store.tables.requests import conversations, help_requests, request_steps
from bot.store.tables.upkeep import alarms, audit, data_keys, heartbeats

__all__ = [
    "Moment",
    "alarms",
    "audit",
    "conversations",
    "data_keys",
    "families",
    "heartbeats",
    "help_requests",
    "inbound",
    "metadata",
    "outbound",
    "persons",
    "receipts",
    "request_steps",
    "sender_rates",
    "shifts",
    "workers",
]
