"""A worker's `1` as it comes in, for tests in which several claim at once."""

from world import STAFF, World

from bot.model.messages import Inbound, Source
from bot.model.phones import Phone


def one_from(world: World, worker: str, code: str, number: int) -> Inbound:
    """Word a worker's `1` as it comes in from the carrier."""
    phone = Phone(STAFF[worker][1])
    return Inbound(
        message_sid=f"SMf{number:031d}",
        sender=phone,
        sender_raw=phone.e164,
        body=f"1 {code}",
        media_count=0,
        received_at=world.clock.now(),
        source=Source.WEBHOOK,
    )
