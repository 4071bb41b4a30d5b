"""The program's policy as values: hours, the ladder's patience, the gate's windows, the sending rate."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model.people import SafeHours
from bot.model.phones import Phone
from bot.model.value import value
from bot.model.visits import VisitKind


class Tier(StrEnum):
    """A rung of the ladder."""

    OWN_WORKER = "own_worker"
    ON_CALL = "on_call"
    BACKUP = "backup"
    SUPERVISOR = "supervisor"


@value
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
    evening_list_at: time

    def local(self, at: datetime) -> datetime:
        """Return `at` on the program's wall clock."""
        return at.astimezone(self.zone)

    def opens_on(self, day: date) -> SafeHours | None:
        """Return the hours of the office on a day; None on a holiday, or a weekday without any."""
        return None if day in self.holidays else self.office.get(day.weekday())

    def office_is_open(self, at: datetime) -> bool:
        """Whether the office is open at `at`: a working weekday, no holiday, inside its hours."""
        local = self.local(at)
        opening = self.opens_on(local.date())
        return opening is not None and opening.contains(local.time())

    def own_worker_is_in(self, at: datetime) -> bool:
        """Whether a family's own worker may be paged at `at`: on a working day, from the morning list to closing."""
        local = self.local(at)
        opening = self.opens_on(local.date())
        return opening is not None and min(self.morning_list_at, opening.starts) <= local.time() < opening.ends

    def may_text_staff(self, at: datetime) -> bool:
        """Whether staff may get a routine text at `at`."""
        return self.staff_texts.contains(self.local(at).time())

    def is_working(self, at: datetime) -> bool:
        """Whether workers are at work at `at`: from the morning list on, in office and evening hours, on no holiday."""
        local = self.local(at)
        openings = [self.office.get(local.weekday()), self.evening_visits.get(local.weekday())]
        office = openings[0]
        if office is not None and self.morning_list_at < office.starts:
            openings.append(SafeHours(self.morning_list_at, office.starts))
        is_open = any(opening is not None and opening.contains(local.time()) for opening in openings)
        return is_open and local.date() not in self.holidays


@value
class LadderRules:
    """How long the ladder waits on each tier, for a silent holder (`silence`), and between rounds."""

    waits: Mapping[Tier, timedelta]
    silence: timedelta
    between_rounds: timedelta
    growth: float
    cap: timedelta


@value
class ContactRules:
    """The windows of the gate and the relay (SAFETY 1.1, 4.3, 5).

    `answer_window`: how long after their text an automatic answer still counts as one. `relay_window`: how long a
    claimer's words count as an answer. `quiet_after`: silence after which a worker's bare words need a code.
    `question_lives`: how long a digit may answer a question. `nobody_again`: least time between two "nobody reached".
    `recheck_after`: how long what a person said is safe is taken to hold. `silence_after`: how long questions may stay
    unanswered before a worker looks after that phone. `recheck_again`: least time between two such requests.
    `undo_lives`: how long a worker may take back their change of a profile, and speaks for a family they have held.
    `word_proves`: how long a code word shows who holds a phone that others use too.
    """

    answer_window: timedelta
    relay_window: timedelta
    quiet_after: timedelta
    question_lives: timedelta
    nobody_again: timedelta
    recheck_after: timedelta
    silence_after: timedelta
    recheck_again: timedelta
    undo_lives: timedelta
    word_proves: timedelta


@value
class EpisodeRules:
    """The shape of the program: weeks, visits a week, meetings, and when missed visits may end it."""

    weeks: int
    visits_a_week_least: int
    visits_a_week_most: int
    progress_meeting_every: timedelta
    missed_in_a_row: int
    missed_in_all: int


class Brake(StrEnum):
    """Whether automatic texts go to families: to none, to a few listed phones, to all who agreed."""

    OFF = "off"
    PILOT = "pilot"
    ON = "on"


@value
class ReminderRule:
    """One reminder: for visits of these kinds, on a day before them or each week, at a time of day.

    `days_before` 0 is the day itself; `weekday` (0 = Monday) instead means the last such day before the visit's week.
    `useful`: how long after its time it is still worth sending. `only_unconfirmed`: not once they said that it suits.
    """

    name: str
    kinds: frozenset[VisitKind]
    at: time
    useful: timedelta
    days_before: int = 0
    weekday: int | None = None
    only_unconfirmed: bool = False

    @property
    def is_weekly(self) -> bool:
        """Whether it is the week's list."""
        return self.weekday is not None


@value
class ReminderRules:
    """When families are reminded of visits, and what keeps a reminder back.

    `least_notice`: no reminder later than this before the visit. `apart`: two reminders of one visit are never closer.
    `live`: who texted within it is in a conversation and not interrupted. `daily_cap`: automatic texts to a person;
    news of a visit that was changed or called off may use as many again. `asks_who_is_home`: the full wording asks for
    a plan.
    """

    rules: tuple[ReminderRule, ...]
    least_notice: timedelta
    apart: timedelta
    live: timedelta
    daily_cap: int
    asks_who_is_home: bool

    def named(self, name: str) -> ReminderRule | None:
        """Return the rule of that name; None for what is told at once (`VisitEvent`), or a rule of an older config."""
        return next((rule for rule in self.rules if rule.name == name), None)


@value
class MovingRules:
    """Which free times of a worker are offered: `notice` ahead, within `ahead`, `gap` between visits, on a `grid`.

    A change to a visit within `tell_at_once` is told to its worker at once at work, within `at_hand` off duty too.
    """

    offers: int
    notice: timedelta
    ahead: timedelta
    gap: timedelta
    grid: timedelta
    tell_at_once: timedelta
    at_hand: timedelta


@value
class WatchRules:
    """When a visit without an outcome is a possible no-show, and when an unconfirmed one is told to its worker.

    `unanswered`: while so many possible no-shows wait for a worker's answer, further ones stand in their lists alone.
    """

    after_start: timedelta
    after_end: timedelta
    tell_unconfirmed: timedelta
    unanswered: int = 1


@value
class BackupRules:
    """When a backup is made each night, by the program's clock, and how many are kept."""

    at: time
    keep: int

    def night(self, local: datetime) -> date:
        """Return the night whose backup was due last."""
        return (local.replace(tzinfo=None) - timedelta(hours=self.at.hour, minutes=self.at.minute)).date()


@value
class SendingRules:
    """How fast texts may leave: segments a second for each sender, and how many requests may be in flight.

    `reminders` is the brake on automatic texts; `pilot` are the phones that get them while it stands at `pilot`.
    `segment_price`: dollars for one segment, 0 where nobody has said.
    """

    segments_per_second: float
    in_flight: int
    help_in_flight: int
    page_valid_for: timedelta
    text_valid_for: timedelta
    reminders: Brake
    pilot: frozenset[Phone]
    segment_price: float


@value
class CarrierRules:
    """What the agency decides about its account at the carrier.

    `fallback_sms_url`, `fallback_voice_url`: who answers texts and calls while we do not, "" = nobody.
    `fallback_screen_url`: what a fixed phone hears before it takes a call then; `fallback_taken_url`: what follows the
    key it pressed. Below `low_balance` somebody is to be told.
    """

    fallback_sms_url: str
    low_balance: float
    fallback_voice_url: str = ""
    fallback_screen_url: str = ""
    fallback_taken_url: str = ""
