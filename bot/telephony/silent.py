"""A carrier for commands that only look: it sends nothing and knows nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from bot.model.phones import Phone
from bot.telephony.calls import CallToPlace, CarrierCall
from bot.telephony.failures import PermanentFailure
from bot.telephony.protocol import CarrierText, TextToSend


class SilentCarrier:
    """Stands where a carrier must stand, for whoever must not send."""

    def send_text(self, text: TextToSend) -> NoReturn:
        """Refuse: a command that looks has nothing to send."""
        raise PermanentFailure("this command sends nothing")

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List nothing."""
        return ()

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List nothing."""
        return ()

    def text(self, sid: str) -> CarrierText | None:
        """Know nothing."""
        return None


class SilentPhones:
    """Stands where a carrier of calls must stand, for whoever must not call."""

    def place_call(self, call: CallToPlace) -> NoReturn:
        """Refuse: a command that looks has nobody to call."""
        raise PermanentFailure("this command calls nobody")

    def end_call(self, sid: str) -> None:
        """End nothing."""

    def redirect_call(self, sid: str, asks: str) -> bool:
        """Move nothing."""
        return False

    def placed_calls(self, to: Phone, since: datetime) -> Sequence[CarrierCall]:
        """List nothing."""
        return ()

    def call(self, sid: str) -> CarrierCall | None:
        """Know nothing."""
        return None

    def drop_queue(self, name: str) -> None:
        """Delete nothing."""

    def recording(self, sid: str) -> bytes | None:
        """Fetch nothing."""
        return None

    def forget_recording(self, sid: str) -> None:
        """Forget nothing."""
