"""Every table of the line; impossible rows are refused here, by CHECK and UNIQUE.

A column ending in `_sealed` is encrypted (see `vault`); `phone_index` is a keyed hash by which a phone is found.
"""

from bot.store.columns import Moment, metadata
from bot.store.tables.blocks import blocks
from bot.store.tables.calls import calls, pins, voicemails
from bot.store.tables.covers import cover_asked, cover_asks
from bot.store.tables.lone import lone_checks
from bot.store.tables.messages import decisions, inbound, outbound, receipts, sender_rates
from bot.store.tables.nights import phone_checks, shift_questions, weak_spots
from bot.store.tables.people import calendar_feeds, families, persons, profile_changes, shifts, workers
from bot.store.tables.reports import report_clocks
from bot.store.tables.requests import conversations, help_requests, request_steps
from bot.store.tables.upkeep import alarms, audit, backups, data_keys, heartbeats
from bot.store.tables.visits import (
    attendees,
    availability,
    closed_days,
    digests,
    pauses,
    reminders,
    tasks,
    visit_versions,
    visits,
    welcomes,
)

__all__ = [
    "Moment",
    "alarms",
    "attendees",
    "audit",
    "availability",
    "backups",
    "blocks",
    "calendar_feeds",
    "calls",
    "closed_days",
    "conversations",
    "cover_asked",
    "cover_asks",
    "data_keys",
    "decisions",
    "digests",
    "families",
    "heartbeats",
    "help_requests",
    "inbound",
    "lone_checks",
    "metadata",
    "outbound",
    "pauses",
    "persons",
    "phone_checks",
    "pins",
    "profile_changes",
    "receipts",
    "reminders",
    "report_clocks",
    "request_steps",
    "sender_rates",
    "shift_questions",
    "shifts",
    "tasks",
    "visit_versions",
    "visits",
    "voicemails",
    "weak_spots",
    "welcomes",
    "workers",
]
