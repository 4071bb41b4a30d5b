"""The program's policy as values: hours, the ladder's patience, the gate's windows, the sending rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model.people import SafeHours


class Tier(StrEnum):
    """A rung of the ladder."""

    OWN_WORKER = "own_worker"
    ON_CALL = "on_call"
    BACKUP = "backup"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When the program works, in its own zone; weekdays count from 0 = Monday.

    `office` and `evening_visits` map a weekday to its opening; `holidays` are closed days. `family_texts` are the hours
    in which a family may get unasked texts; `staff_texts` those in which staff may get routine ones.
    """

    zone: ZoneInfo
    office: Mapping[int, SafeHours]
    evening_visits: Mapping[int, SafeHours]
    holidays: frozenset[date]
    family_texts: SafeHours
    staff_texts: SafeHours
    morning_list_at: time

    def local(self, at: datetime) -> datetime:
        """Return `at` on the program's wall clock."""
        return at.astimezone(self.zone)

    def office_is_open(self, at: datetime) -> bool:
        """Whether the office is open at `at`: a working weekday, no holiday, inside its hours."""
        local = self.local(at)
        opening = self.office.get(local.weekday())
        return opening is not None and local.date() not in self.holidays and opening.contains(local.time())


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRules:
    """How long the ladder waits on each tier, for a silent holder (`silence`), and between rounds."""

    waits: Mapping[Tier, timedelta]
    silence: timedelta
    between_rounds: timedelta
    growth: float
    cap: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """The windows of the gate and the relay (SAFETY 1.1, 4.3, 5).

    `answer_window`: how long after their text an automatic answer still counts as one. `relay_window`: how long a
    claimer's words count as an answer. `quiet_after`: silence after which a worker's bare words need a code.
    `question_lives`: how long a digit may answer a question. `nobody_again`: least time between two "nobody reached".
    """

    answer_window: timedelta
    relay_window: timedelta
    quiet_after: timedelta
    question_lives: timedelta
    nobody_again: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeRules:
    """The shape of the program: weeks, visits a week, meetings, and when missed visits may end it."""

    weeks: int
    visits_a_week_least: int
    visits_a_week_most: int
    progress_meeting_every: timedelta
    missed_in_a_row: int
    missed_in_all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRules:
    """How fast texts may leave: segments a second for each sender, and how many requests may be in flight."""

    segments_per_second: float
    in_flight: int
    help_in_flight: int
    page_valid_for: timedelta
    text_valid_for: timedelta
