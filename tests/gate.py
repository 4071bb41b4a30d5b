"""What the gate decides by in tests: the hours and windows of a program, a day and a night of it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.people import SafeHours
from bot.model.policy import ContactRules, Hours

ZONE = ZoneInfo("America/New_York")
DAYTIME = SafeHours(time(8, 30), time(17))
CHRISTMAS = date(2026, 12, 25)
HOURS = Hours(
    zone=ZONE,
    office=dict.fromkeys(range(5), DAYTIME),
    evening_visits={},
    holidays=frozenset({CHRISTMAS}),
    family_texts=SafeHours(time(9), time(20)),
    staff_texts=SafeHours(time(7), time(21)),
    morning_list_at=time(8),
    evening_list_at=time(18, 30),
)
RULES = ContactRules(
    answer_window=timedelta(minutes=2),
    relay_window=timedelta(minutes=15),
    quiet_after=timedelta(minutes=15),
    question_lives=timedelta(hours=12),
    undo_lives=timedelta(hours=24),
    nobody_again=timedelta(hours=1),
    recheck_after=timedelta(days=30),
    silence_after=timedelta(days=21),
    recheck_again=timedelta(days=7),
    word_proves=timedelta(minutes=15),
)
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=ZONE)
