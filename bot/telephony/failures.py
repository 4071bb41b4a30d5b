"""The three ways a request to the carrier can fail, and nothing else."""

UNREACHABLE = "The carrier cannot be reached"
UNREADABLE = "The carrier's answer could not be read"
"""A page of HTML, half an answer, an answer of another shape: somebody else may have given it."""


class CarrierFailure(Exception):
    """A request to the carrier failed; `code` is the carrier's error code where it gave one."""

    def __init__(self, reason: str, code: int | None = None) -> None:
        """Keep the fixed sentence `reason` (never a number or a body) and the carrier's code."""
        super().__init__(reason if code is None else f"{reason} (carrier code {code})")
        self.reason = reason
        self.code = code


class TemporaryFailure(CarrierFailure):
    """The carrier did not take the request and may take it later (429, refused connection)."""


class PermanentFailure(CarrierFailure):
    """The carrier refused the request and will refuse it again (21610, 21211, bad credentials)."""


class UnknownOutcome(CarrierFailure):
    """The request may or may not have been carried out (timeout, reset, 5xx): ask the carrier's list."""
