"""What is known of how well a person's safe-contact profile still holds."""

from datetime import date

from bot.model.people import PhoneIs, Recheck
from bot.model.value import value


@value
class Unanswered:
    """Questions by text to a phone since its last word: when the first and the last of them left."""

    first_on: date
    last_on: date


@value
class Standing:
    """A person whose phone the line texts, and what speaks for asking them anew whether it is safe.

    `worker_key`: the family's worker, None where nobody who works here is. `told_on`: when the person last said what is
    safe, by the records. `happened`: a change that makes it doubtful. `asked_on`: when a worker was last asked to ask.
    """

    person_key: int
    family: str
    person_id: str
    phone_is: PhoneIs
    worker_key: int | None
    checked_on: date | None
    told_on: date | None
    happened: Recheck | None
    asked_on: date | None
    unanswered: Unanswered | None
