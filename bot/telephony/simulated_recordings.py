"""What callers leave with the simulated carrier: recordings, what is told of them, and their transcriptions."""

import json
from collections.abc import Generator
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from bot.model.value import value
from bot.telephony.simulated_call import (
    Answer,
    Ask,
    GoTo,
    HungUp,
    Kind,
    Redirected,
    Rest,
    Script,
    SimulatedCall,
    Speech,
)
from bot.telephony.simulated_exchange import Exchange
from bot.telephony.simulated_twiml import SECONDS_OF_BEEP, Player, hear, visible_key

READY_AFTER = timedelta(seconds=1)
WRITTEN_DOWN_AFTER = timedelta(seconds=20)
SHORTEST_WRITTEN_DOWN, LONGEST_WRITTEN_DOWN = 2, 120
MP3 = b"ID3\x03\x00"

Listened = Generator[Rest | Ask, Answer | None, str]

_EVERY_KEY = "1234567890*#"


@value
class Recording:
    """One recording; it can be fetched from `ready_at` on, unless its file was lost."""

    sid: str
    call_sid: str
    words: str
    seconds: int
    ready_at: datetime
    is_lost: bool

    @property
    def content(self) -> bytes:
        """Give the file: no sound, but what was said can be read in it."""
        return MP3 + json.dumps({"words": self.words, "seconds": self.seconds}).encode()


class Recordings:
    """Every recording that has not been deleted."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.by_sid: dict[str, Recording] = {}
        self.loses_files = False
        self.writes_down = True

    def fetch(self, sid: str) -> bytes | None:
        """Give a file that is there."""
        found = self.by_sid.get(sid)
        is_there = found is not None and not found.is_lost and found.ready_at <= self._exchange.clock.now()
        return found.content if found is not None and is_there else None

    def record(self, player: Player, call: SimulatedCall, verb: Element, base: str) -> Script:
        """Record what is said until a key, silence, the end of the time or of the call; then tell it."""
        action = self._exchange.absolute(verb.get("action", ""), base) or base
        if verb.get("playBeep") != "false":
            yield from hear(call, Kind.BEEP, "", SECONDS_OF_BEEP)
        begins_at = call.at
        try:
            key = yield from _listen(call, verb, begins_at)
        except (HungUp, Redirected) as ended:
            made = self._keep(call, verb, base, begins_at)
            if made is not None and isinstance(ended, HungUp):
                yield from player.tell(call, action, **self._fields(made), Digits="hangup")
            raise
        made = self._keep(call, verb, base, begins_at)
        if made is not None:
            raise GoTo(action, self._fields(made) | {"Digits": key})

    def _keep(self, call: SimulatedCall, verb: Element, base: str, begins_at: datetime) -> Recording | None:
        """Keep what was said, if anything was, and see that it is told and written down."""
        said = _said(call, begins_at)
        told = self._exchange.absolute(verb.get("recordingStatusCallback", ""), base)
        if not said:
            if told and "absent" in verb.get("recordingStatusCallbackEvent", "completed").split():
                self._exchange.write(call.at, told, self._exchange.form(call, RecordingStatus="absent"))
            return None
        ends_at = min(call.at, max(one.ends_at for one in said))
        made = Recording(
            sid=self._exchange.next_sid("RE"),
            call_sid=call.sid,
            words=" ".join(one.words for one in said),
            seconds=max(1, int((ends_at - said[0].begins_at).total_seconds())),
            ready_at=call.at + READY_AFTER,
            is_lost=self.loses_files,
        )
        call.speech = [one for one in call.speech if one not in said]
        self.by_sid[made.sid] = made
        if told:
            form = self._exchange.form(
                call, **self._fields(made), RecordingStatus="completed", RecordingSource="RecordVerb"
            )
            self._exchange.write(made.ready_at, told, form)
        if verb.get("transcribe") == "true":
            self._write_down(call, made, self._exchange.absolute(verb.get("transcribeCallback", ""), base))
        return made

    def _write_down(self, call: SimulatedCall, made: Recording, told: str) -> None:
        """Let a transcription come in its own time; one the carrier cannot make fails."""
        is_fit = SHORTEST_WRITTEN_DOWN < made.seconds < LONGEST_WRITTEN_DOWN and made.words.isascii()
        is_done = is_fit and self.writes_down
        form = self._exchange.form(
            call,
            TranscriptionSid=self._exchange.next_sid("TR"),
            TranscriptionStatus="completed" if is_done else "failed",
            TranscriptionText=made.words if is_done else "",
            TranscriptionType="fast",
            RecordingSid=made.sid,
            RecordingUrl=self._url(made),
        )
        if told:
            self._exchange.write(call.at + WRITTEN_DOWN_AFTER, told, form)

    def _fields(self, made: Recording) -> dict[str, str]:
        return {"RecordingSid": made.sid, "RecordingUrl": self._url(made), "RecordingDuration": str(made.seconds)}

    def _url(self, made: Recording) -> str:
        account = self._exchange.account_sid
        return f"https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{made.sid}"


def _said(call: SimulatedCall, since: datetime) -> list[Speech]:
    """Show what has been said into a call since a moment; what was begun before is heard in part."""
    return [one for one in call.speech if one.begins_at <= call.at and one.ends_at > since]


def _listen(call: SimulatedCall, verb: Element, begins_at: datetime) -> Listened:
    """Listen until a key, silence or the end of the time; give the key."""
    last_keys = verb.get("finishOnKey", _EVERY_KEY)
    end = begins_at + timedelta(seconds=int(verb.get("maxLength", "3600")))
    while True:
        while (key := visible_key(call)) is not None:
            call.keys.pop(0)
            if key in last_keys:
                return key
        spoken_until = max([begins_at, *(one.ends_at for one in _said(call, begins_at))])
        until = min(end, spoken_until + timedelta(seconds=int(verb.get("timeout", "5"))))
        if call.at >= until:
            return ""
        yield Rest(until)
