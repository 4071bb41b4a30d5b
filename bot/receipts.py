"""Receipts of the carrier, as they come in: late, twice, out of order, or before we knew that the text had left."""

from bot import outcomes
from bot.services import Services
from bot.store import outbox
from bot.store.engine import Tx
from bot.telephony.protocol import ReceiptStatus


def receive_receipt(
    services: Services, outbound_key: int | None, sid: str, status: ReceiptStatus, code: int | None
) -> bool:
    """Record a receipt; False if it belongs to no text of ours."""

    def record(tx: Tx) -> bool:
        text = outbox.get(tx, outbound_key, locked=True) if outbound_key is not None else outbox.by_sid(tx, sid)
        if text is None:
            return False
        outcomes.receipt(tx, services, text, sid, status, code, services.clock.now())
        return True

    return services.store.write_again(record)
