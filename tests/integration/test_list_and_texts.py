"""The nightly list and workers' texts: what a worker set stays until the list says something else."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from import_files import DANA, LUCIA, NOW, ROSA, TOM, ZONE, file_of, take
from sqlalchemy import select

from bot.importing.run import Kind, run_import
from bot.model.people import PhoneIs, SafeContact
from bot.rules.profiles import only
from bot.store import people, profiles
from bot.store.engine import Store
from bot.store.tables import profile_changes, tasks

LATER = NOW + timedelta(hours=2)
OURS = ROSA | {"phone_is": "private", "discreet": "N", "worker_id": "W-1", "checked_on": "2026-02-01"}


def profile(store: Store, person: int = 0) -> SafeContact:
    """Read a person's profile."""
    with store.read() as tx:
        return people.all_persons(tx)[person].profile


def by_text(store: Store, person: int = 0, **fields: object) -> None:
    """Let W-1 change a profile by text."""
    with store.write() as tx:
        known = people.all_persons(tx)[person]
        after = only(fields, SafeContact(**fields), known.profile)  # type: ignore[arg-type]
        assert profiles.change(tx, known.key, known.profile, after, "W-1", LATER)


def told(store: Store) -> list[str]:
    """Return the lines that wait for digests."""
    with store.read() as tx:
        return list(tx.connection.execute(select(tasks.c.words_key)).scalars())


@pytest.fixture
def listed(store: Store) -> Store:
    """Import the workers and one family."""
    take(store, Kind.WORKERS, DANA, LUCIA)
    take(store, Kind.FAMILIES, OURS)
    return store


def test_the_same_list_undoes_no_text(listed: Store) -> None:
    """Night after night it repeats the old value: unchanged, in the counts too, and no row is written."""
    by_text(listed, phone_is=PhoneIs.MONITORED, discreet=True)
    for _ in range(2):
        result = take(listed, Kind.FAMILIES, OURS)
        assert (result.new, result.changed, result.unchanged) == (0, 0, 1)
    assert (profile(listed).phone_is, profile(listed).discreet) == ("monitored", True)
    with listed.read() as tx:
        actors = tx.connection.execute(select(profile_changes.c.actor)).scalars().all()
    assert sorted(actors) == ["W-1", "import"]
    assert told(listed) == []


def test_only_what_the_list_says_anew_is_applied(listed: Store) -> None:
    """Another column of the same row is no news about the phone; the dry run counts the same."""
    by_text(listed, phone_is=PhoneIs.MONITORED)
    row = OURS | {"voicemail": "Y"}
    dry = run_import(listed, Kind.FAMILIES, file_of(Kind.FAMILIES, row), dry_run=True, now=NOW, program_zone=ZONE)
    assert (dry.new, dry.changed, dry.unchanged) == (0, 1, 0)
    assert not profile(listed).voicemail
    result = take(listed, Kind.FAMILIES, row)
    assert (result.new, result.changed, result.unchanged) == (0, 1, 0)
    assert (profile(listed).phone_is, profile(listed).voicemail) == ("monitored", True)


@pytest.mark.parametrize(("cell", "becomes"), [("private", "private"), ("", "not_asked")])
def test_a_list_that_grew_looser_wins_and_the_worker_is_told(listed: Store, cell: str, becomes: str) -> None:
    """Looser than before, and than what was set by text: applied, on record, and told to the family's worker."""
    take(listed, Kind.FAMILIES, OURS | {"phone_is": "shared"})
    by_text(listed, phone_is=PhoneIs.MONITORED)
    take(listed, Kind.FAMILIES, OURS | {"phone_is": cell})
    assert profile(listed).phone_is == becomes
    with listed.read() as tx:
        (person,) = people.all_persons(tx)
        assert {one.actor for one in profiles.changes(tx, (person.key,))} == {"import", "W-1"}
    assert told(listed) == ["staff.profile.by_list"]


@pytest.mark.parametrize("cell", ["shared", ""])
def test_a_list_that_grew_more_careful_loosens_nothing(listed: Store, cell: str) -> None:
    """The office heard less than the worker: a watched phone stays one, night after night, and nobody is told."""
    by_text(listed, phone_is=PhoneIs.MONITORED)
    for _ in range(2):
        take(listed, Kind.FAMILIES, OURS | {"phone_is": cell})
        assert profile(listed).phone_is == "monitored"
    assert told(listed) == []


def test_a_stricter_list_is_told_to_nobody(listed: Store) -> None:
    """Nothing is looser than the worker left it."""
    by_text(listed, phone_is=PhoneIs.SHARED)
    take(listed, Kind.FAMILIES, OURS | {"phone_is": "monitored"})
    assert profile(listed).phone_is == "monitored"
    assert told(listed) == []


def test_what_the_list_set_itself_it_may_loosen_untold(listed: Store) -> None:
    """Nobody had tightened it by text."""
    take(listed, Kind.FAMILIES, OURS | {"phone_is": "monitored"})
    take(listed, Kind.FAMILIES, OURS)
    assert profile(listed).phone_is == "private"
    assert told(listed) == []


def test_the_list_that_catches_up_changes_nothing_and_is_kept(listed: Store) -> None:
    """The office writes down what the worker texted; from then on that is what the list said."""
    by_text(listed, phone_is=PhoneIs.SHARED)
    caught_up = OURS | {"phone_is": "shared"}
    assert take(listed, Kind.FAMILIES, caught_up).unchanged == 1
    by_text(listed, phone_is=PhoneIs.MONITORED)
    assert take(listed, Kind.FAMILIES, caught_up).unchanged == 1
    assert profile(listed).phone_is == "monitored"
    assert take(listed, Kind.FAMILIES, OURS).changed == 1
    assert profile(listed).phone_is == "private"


def test_the_latest_check_counts(listed: Store) -> None:
    """An older day in the list takes no check back; a later one is news."""
    by_text(listed, checked_on=date(2026, 2, 20))
    take(listed, Kind.FAMILIES, OURS | {"checked_on": "2026-02-10"})
    assert profile(listed).checked_on == date(2026, 2, 20)
    take(listed, Kind.FAMILIES, OURS | {"checked_on": "2026-03-01"})
    assert profile(listed).checked_on == date(2026, 3, 1)


def test_a_watched_phone_that_two_share_does_not_stop_the_list(listed: Store) -> None:
    """Whether two may have one number, the list alone says: a worker's text must not turn its rows bad."""
    both: list[Mapping[str, str]] = [
        one | {"phone": "202-555-0102", "phone_is": "shared", "worker_id": "W-1", "person_id": number}
        for number, one in (("1", ROSA), ("2", TOM))
    ]
    take(listed, Kind.FAMILIES, *both)
    by_text(listed, 1, phone_is=PhoneIs.MONITORED)
    assert take(listed, Kind.FAMILIES, *both).unchanged == 2
    assert take(listed, Kind.FAMILIES, both[0]).unchanged == 1
    assert profile(listed, 1).phone_is == "monitored"
