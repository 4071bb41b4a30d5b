"""What every edge of the line receives: filled once by `wiring`, never changed."""

from bot.catalog import Catalog
from bot.clock import Clock
from bot.directory import Directory
from bot.language import Lexicon
from bot.model.people import Language, Worker
from bot.model.phones import Phone
from bot.model.value import value
from bot.program import Program
from bot.public import Booklets
from bot.recordings import NONE, Recordings
from bot.store.engine import Store
from bot.telephony.calls import CallCarrier
from bot.telephony.protocol import Carrier
from bot.town_numbers import TownNumbers


@value
class Services:
    """The house, assembled; `sender` is the line's number.

    `receipts_url` is the public address of the status webhook of texts, `calls_url` that of all calls,
    `said_url` that of recorded words.
    """

    program: Program
    catalog: Catalog
    directory: Directory
    towns: TownNumbers
    lexicon: Lexicon
    booklets: Booklets
    store: Store
    carrier: Carrier
    calls: CallCarrier
    clock: Clock
    sender: Phone
    receipts_url: str
    calls_url: str
    recordings: Recordings = NONE
    said_url: str = ""

    def reads(self, worker: Worker) -> Language:
        """Return the language a worker's texts are in: their first one that texts to staff are written in."""
        return self.catalog.read_by_staff(worker.languages)
