"""Gives who claims a request what the family wrote: in one text with the claim's answer, where there is room."""

from dataclasses import replace

from bot.calls.voicemail_words import messages_told
from bot.catalog import segments
from bot.flows.relaying import parts
from bot.hearing import code_words_on
from bot.language.personal_words import masked
from bot.model.effects import Answer, Lines, TellWords, TellWorker
from bot.model.help import HelpRequest
from bot.model.messages import Purpose
from bot.model.people import Wording
from bot.scene import Scene, answer, tell
from bot.store import inbox, people, requests
from bot.wording import worded

WROTE = "staff.words_at"
TOGETHER = "staff.claimed_wrote"
"""Its segments are the room: with more to read, the words are looked for in a text of their own."""


def tell_words(effect: TellWords, scene: Scene) -> None:
    """Tell a claimer that the request is theirs, and everything the family has written so far."""
    request, worker = requests.get(scene.tx, effect.request_key), people.worker(scene.tx, effect.worker_key)
    wrote = [*_written(request, effect, scene), *messages_told(scene.tx, request, effect.worker_key)]
    both = _together(effect.first, wrote, scene) if len(worker.phones) == 1 else None
    answer(both or effect.first, scene)
    for told in () if both else wrote:
        tell(told, worker, scene)


def _written(request: HelpRequest, effect: TellWords, scene: Scene) -> list[TellWorker]:
    """Return each text of the family, cut to what a text may hold; own words of theirs are covered."""
    code_words = code_words_on(scene.tx, request.conversation_key)
    return [
        TellWorker(
            worker_key=effect.worker_key,
            words="staff.words_media_at" if has_media else WROTE,
            params={"code": request.code, "at": written_at, "words": part},
            purpose=Purpose.HOLDER,
            request_key=effect.request_key,
        )
        for written_at, words, has_media in inbox.words_of(scene.tx, effect.request_key)
        for part in parts(masked(words, code_words))
    ]


def _together(first: Answer, wrote: list[TellWorker], scene: Scene) -> Answer | None:
    """Return the one text that says both; None where more was written than it holds.

    A picture or a voice message asks for more than reading, and stands alone so that it is not missed.
    """
    if [told.words for told in wrote] != [WROTE]:
        return None
    (told,) = wrote
    lines = Lines(((first.words, first.params), (told.words, told.params)))
    both = replace(first, words=TOGETHER, params={"words": lines}, request_key=told.request_key)
    language, services = scene.context.language, scene.services
    reads = worded(services, both.words, both.params, language, Wording.FULL)
    return both if segments(reads) <= services.catalog.entry(TOGETHER, language).segments else None
