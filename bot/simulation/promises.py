"""Every promise by its name, and how each stands; a new one is a function and a line here."""

from collections.abc import Mapping

from bot.simulation import promises_help, promises_phones, promises_visits
from bot.simulation.watching import Kept, Promise, Scene

PROMISES: Mapping[str, Promise] = {
    "nothing_is_lost": promises_help.nothing_is_lost,
    "every_text_is_answered": promises_help.every_text_is_answered,
    "cries_are_answered": promises_help.cries_are_answered,
    "cries_are_paged": promises_help.cries_are_paged,
    "requests_go_on": promises_help.requests_go_on,
    "requests_end_by_people": promises_help.requests_end_by_people,
    "one_claim": promises_help.one_claim,
    "pages_go_to_who_is_on_duty": promises_help.pages_go_to_who_is_on_duty,
    "pages_have_an_outcome": promises_help.pages_have_an_outcome,
    "only_those_concerned_hear": promises_help.only_those_concerned_hear,
    "reminders_are_true": promises_visits.reminders_are_true,
    "reminders_keep_the_rules": promises_visits.reminders_keep_the_rules,
    "reminders_are_accounted_for": promises_visits.reminders_are_accounted_for,
    "persons_stay_apart": promises_visits.persons_stay_apart,
    "lock_screens_give_nothing_away": promises_phones.lock_screens_give_nothing_away,
    "discreet_is_discreet": promises_phones.discreet_is_discreet,
    "families_read_their_language": promises_phones.families_read_their_language,
    "staff_sleep": promises_phones.staff_sleep,
    "staff_are_not_flooded": promises_phones.staff_are_not_flooded,
    "nothing_comes_twice": promises_phones.nothing_comes_twice,
    "stop_is_respected": promises_phones.stop_is_respected,
    "nothing_breaks": promises_phones.nothing_breaks,
}


class Promises:
    """Looks after every promise at each step."""

    def __init__(self) -> None:
        """Begin with nothing checked."""
        self.kept = {name: Kept() for name in PROMISES}

    def looks(self, scene: Scene) -> None:
        """Check every promise at this step."""
        for name, promise in PROMISES.items():
            self.kept[name].looks(promise, scene)
