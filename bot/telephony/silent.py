"""A carrier for commands that only look: it sends nothing and knows nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from bot.model.phones import Phone
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
