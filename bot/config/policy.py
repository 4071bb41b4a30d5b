"""Turns the tables of program.toml and oncall.toml into the values of `bot.model.policy`, within what SAFETY allows."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.config.environment import split_url
from bot.config.public_holidays import knows_country, public_holidays
from bot.config.table import WEEKDAYS, ConfigTable
from bot.model.people import SafeHours
from bot.model.phones import Phone
from bot.model.policy import (
    BackupRules,
    Brake,
    CarrierRules,
    ContactRules,
    EpisodeRules,
    Hours,
    LadderRules,
    MovingRules,
    ReminderRule,
    ReminderRules,
    SendingRules,
    Tier,
    WatchRules,
)
from bot.model.visits import VisitEvent, VisitKind
from bot.phone import parse_phone

_LONGEST_NAME = 24

# SAFETY 5 and the law on texts: an agency may narrow these, never widen them.
_FAMILY_TEXTS_WIDEST = (time(8), time(21))
_STAFF_TEXTS_WIDEST = (time(7), time(21))


def read_hours(table: ConfigTable, closed_on: frozenset[date]) -> Hours:
    """Return the hours of [hours]; `closed_on` are the days the office is closed."""
    earliest, latest = _STAFF_TEXTS_WIDEST
    staff_texts = table.hours("staff_texts", earliest=earliest, latest=latest)
    earliest, latest = _FAMILY_TEXTS_WIDEST
    hours = Hours(
        zone=_zone(table),
        office=_week(table.table("office")),
        evening_visits=_week(table.table("evening_visits")),
        holidays=closed_on,
        family_texts=table.hours("family_texts", earliest=earliest, latest=latest),
        staff_texts=staff_texts,
        morning_list_at=table.clock("morning_list_at"),
        evening_list_at=table.clock("evening_list_at"),
    )
    for key, at in (("morning_list_at", hours.morning_list_at), ("evening_list_at", hours.evening_list_at)):
        if staff_texts.starts < staff_texts.ends and not staff_texts.contains(at):
            table.note(key, "lies outside staff_texts; move it inside")
    if hours.evening_list_at <= hours.morning_list_at:
        table.note("evening_list_at", "does not lie after morning_list_at; move it")
    table.close()
    return hours


def _zone(table: ConfigTable) -> ZoneInfo:
    name = table.text("zone")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        if name:
            table.note("zone", f'{name!r} is no known time zone; write one such as "America/New_York"')
        return ZoneInfo("UTC")


def _week(table: ConfigTable) -> Mapping[int, SafeHours]:
    openings = {number: table.opening(day) for number, day in enumerate(WEEKDAYS)}
    table.close()
    return {number: opening for number, opening in openings.items() if opening is not None}


def read_closed_days(table: ConfigTable) -> frozenset[date]:
    """Return the days on which the office is closed: public holidays less the ones worked on, and the agency's own."""
    country, state = table.text("country"), table.text("state", default="")
    own, open_on = table.days("own"), table.texts("open_on")
    try:
        public = public_holidays(country, state)
    except NotImplementedError:
        if country:
            unknown = "state" if knows_country(country) else "country"
            table.note(unknown, f'no holidays are known for {country!r}, {state!r}; write codes, as in "US" and "CT"')
        return frozenset()
    names = {name for both in public.values() for name in both.split("; ")}
    for name in sorted(set(open_on) - names):
        table.note("open_on", f"{name!r} is no public holiday there; those are: {', '.join(sorted(names))}")
    kept = (day for day, both in public.items() if not set(both.split("; ")) <= set(open_on))
    return frozenset(kept) | frozenset(own)


def read_episode(table: ConfigTable) -> EpisodeRules:
    """Return the shape of the twelve weeks from [episode]."""
    rules = EpisodeRules(
        weeks=table.whole("weeks", least=1, most=104),
        visits_a_week_least=table.whole("visits_a_week_least", least=1, most=7),
        visits_a_week_most=table.whole("visits_a_week_most", least=1, most=7),
        progress_meeting_every=timedelta(days=table.whole("progress_meeting_every_days", least=1, most=90)),
        missed_in_a_row=table.whole("missed_in_a_row", least=1, most=50),
        missed_in_all=table.whole("missed_in_all", least=1, most=50),
    )
    if rules.visits_a_week_least > rules.visits_a_week_most:
        table.note("visits_a_week_least", "is more than visits_a_week_most; exchange them")
    if rules.missed_in_a_row > rules.missed_in_all:
        table.note("missed_in_a_row", "is more than missed_in_all and could never be reached; lower it")
    table.close()
    return rules


def read_ladder(wait: ConfigTable, rounds: ConfigTable) -> LadderRules:
    """Return the ladder's patience from [wait] and [rounds]."""
    rules = LadderRules(
        waits={tier: _minutes(wait, f"{tier.value}_minutes", least=1, most=30) for tier in Tier},
        silence=_minutes(wait, "silent_holder_minutes", least=2, most=60),
        between_rounds=_minutes(rounds, "pause_minutes", least=1, most=60),
        growth=rounds.number("growth", least=1, most=10),
        cap=_minutes(rounds, "cap_minutes", least=1, most=240),
    )
    if rules.cap < rules.between_rounds:
        rounds.note("cap_minutes", "is less than pause_minutes; raise it")
    wait.close()
    rounds.close()
    return rules


def read_contact(table: ConfigTable) -> ContactRules:
    """Return the windows of [contact]."""
    rules = ContactRules(
        answer_window=_minutes(table, "answer_window_minutes", least=1, most=2),
        relay_window=_minutes(table, "relay_window_minutes", least=1, most=15),
        quiet_after=_minutes(table, "quiet_after_minutes", least=1, most=15),
        question_lives=timedelta(hours=table.whole("question_lives_hours", least=1, most=72)),
        nobody_again=_minutes(table, "nobody_again_minutes", least=60, most=1440),
        recheck_after=_days(table, "recheck_after_days", most=90),
        silence_after=_days(table, "silence_after_days", most=90),
        recheck_again=_days(table, "recheck_again_days", most=30),
        undo_lives=timedelta(hours=table.whole("undo_hours", least=1, most=168)),
        word_proves=_minutes(table, "word_proves_minutes", least=1, most=15),
    )
    table.close()
    return rules


def read_sending(table: ConfigTable) -> SendingRules:
    """Return how fast texts leave from [sending]."""
    rules = SendingRules(
        segments_per_second=table.number("segments_per_second", least=0.05, most=1000),
        in_flight=table.whole("in_flight", least=1, most=256),
        help_in_flight=table.whole("help_in_flight", least=1, most=256),
        page_valid_for=timedelta(seconds=table.whole("page_valid_for_seconds", least=60, most=36000)),
        text_valid_for=timedelta(hours=table.whole("text_valid_for_hours", least=1, most=10)),
        reminders=table.choice("reminders", Brake),
        pilot=_phones(table, "pilot_phones"),
        segment_price=table.number("segment_price", least=0, most=10),
    )
    table.close()
    return rules


def read_carrier(table: ConfigTable) -> CarrierRules:
    """Return what is decided about the account, from [carrier]."""
    rules = CarrierRules(
        fallback_sms_url=_hosted(table, "fallback_sms_url"),
        fallback_voice_url=_hosted(table, "fallback_voice_url"),
        fallback_screen_url=_hosted(table, "fallback_screen_url"),
        fallback_taken_url=_hosted(table, "fallback_taken_url"),
        low_balance=table.number("low_balance", least=0, most=100_000),
    )
    if bool(rules.fallback_screen_url) != bool(rules.fallback_taken_url):
        keys = ("fallback_screen_url", "fallback_taken_url")
        here, missing = keys if rules.fallback_screen_url else keys[::-1]
        table.note(here, f"stands alone: a phone that is asked for a key needs {missing} too; write both or neither")
    table.close()
    return rules


def _hosted(table: ConfigTable, key: str) -> str:
    """Return the address of a document that somebody else hosts."""
    url = table.text(key, default="")
    parts = split_url(url)
    if url and (parts is None or parts.scheme != "https" or not parts.hostname or "#" in url):
        table.note(key, "write an address that begins with https://, or nothing between the quotes")
    return url


def _phones(table: ConfigTable, key: str) -> frozenset[Phone]:
    found = set()
    for text in table.texts(key):
        try:
            found.add(parse_phone(text))
        except ValueError as error:
            table.note(key, str(error))
    return frozenset(found)


def read_reminders(table: ConfigTable) -> ReminderRules:
    """Return when families are reminded, from [reminders]."""
    listed = table.table("rules")
    rules = ReminderRules(
        rules=tuple(_reminder_rule(listed, name) for name in listed.names()),
        least_notice=_minutes(table, "least_notice_minutes", least=0, most=720),
        apart=timedelta(hours=table.whole("apart_hours", least=1, most=24)),
        live=_minutes(table, "live_conversation_minutes", least=0, most=60),
        daily_cap=table.whole("daily_cap", least=1, most=10),
        asks_who_is_home=table.yes("asks_who_is_home"),
    )
    listed.close()
    table.close()
    return rules


def _reminder_rule(listed: ConfigTable, name: str) -> ReminderRule:
    table = listed.table(name)
    if name in set(VisitEvent) or len(name) > _LONGEST_NAME:
        listed.note(name, f"choose another name of at most {_LONGEST_NAME} letters; the line uses this one itself")
    kinds = table.texts("kinds")
    for kind in kinds:
        if kind not in set(VisitKind):
            table.note("kinds", f"{kind!r} is no kind of visit; those are {', '.join(VisitKind)}")
    if table.has("weekday") == table.has("days_before"):
        table.note("days_before", "write either days_before or weekday")
    weekday = table.text("weekday", default="")
    if weekday and weekday not in WEEKDAYS:
        table.note("weekday", f"{weekday!r} is no weekday; write one of {', '.join(WEEKDAYS)}")
    rule = ReminderRule(
        name=name,
        kinds=frozenset(VisitKind(kind) for kind in kinds if kind in set(VisitKind)),
        at=table.clock("at"),
        useful=timedelta(hours=table.whole("useful_hours", least=1, most=72)),
        days_before=table.whole("days_before", least=0, most=30) if table.has("days_before") else 0,
        weekday=WEEKDAYS.index(weekday) if weekday in WEEKDAYS else None,
        only_unconfirmed=table.yes("only_unconfirmed"),
    )
    table.close()
    return rule


def read_backup(table: ConfigTable) -> BackupRules:
    """Return when backups are made, from [backup]."""
    rules = BackupRules(at=table.clock("at"), keep=table.whole("keep", least=2, most=400))
    table.close()
    return rules


def read_moving(table: ConfigTable) -> MovingRules:
    """Return which free times are offered, from [moving]."""
    rules = MovingRules(
        offers=table.whole("offers", least=1, most=3),
        notice=timedelta(hours=table.whole("notice_hours", least=1, most=168)),
        ahead=timedelta(days=table.whole("ahead_days", least=1, most=28)),
        gap=_minutes(table, "gap_minutes", least=0, most=180),
        grid=_minutes(table, "grid_minutes", least=5, most=120),
        tell_at_once=timedelta(hours=table.whole("tell_at_once_hours", least=1, most=168)),
        at_hand=timedelta(hours=table.whole("at_hand_hours", least=1, most=24)),
    )
    table.close()
    return rules


def read_watch(table: ConfigTable) -> WatchRules:
    """Return when a visit is a possible no-show, from [watch]."""
    rules = WatchRules(
        after_start=_minutes(table, "after_start_minutes", least=5, most=240),
        after_end=_minutes(table, "after_end_minutes", least=5, most=240),
        tell_unconfirmed=_minutes(table, "tell_unconfirmed_minutes", least=10, most=720),
        unanswered=table.whole("unanswered", least=1, most=20),
    )
    table.close()
    return rules


def _minutes(table: ConfigTable, key: str, *, least: float, most: float) -> timedelta:
    return timedelta(minutes=table.number(key, least=least, most=most))


def _days(table: ConfigTable, key: str, *, most: int) -> timedelta:
    return timedelta(days=table.whole(key, least=1, most=most))
