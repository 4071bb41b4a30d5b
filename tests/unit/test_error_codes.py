"""The table of the carrier's error codes."""

import pytest

from bot.telephony.error_codes import _ROWS, CodeAction, action_for, meaning_of, refusal
from bot.telephony.failures import PermanentFailure, TemporaryFailure


@pytest.mark.parametrize(
    ("action", "codes"),
    [
        (CodeAction.RETRY_LATER, {30003, 30008}),
        (CodeAction.SLOW_DOWN, {10004, 14107, 20429, 21611, 30001, 30022}),
        (CodeAction.OPTED_OUT, {21610}),
        (CodeAction.BAD_NUMBER, {13224, 21211, 21217, 30005}),
        (CodeAction.VOICE_ONLY, {21614, 30006}),
        (CodeAction.BLOCKED, {13227, 21214, 21215, 21216, 21408, 21612, 30004}),
        (
            CodeAction.ACCOUNT_TROUBLE,
            {10001, 10005, 20003, 21210, 21212, 21606, 21608, 30002, 30024, 30032, 30034},
        ),
        (CodeAction.EXPIRED, {30036}),
        (CodeAction.NEVER_RESEND, {20404, 21602, 21617, 30007, 30047, 30450, 30610}),
    ],
)
def test_every_code_has_its_action(action: CodeAction, codes: set[int]) -> None:
    """Each code of the table asks for exactly what is written here."""
    assert {code for code in _ROWS if action_for(code) is action} == codes


@pytest.mark.parametrize("code", [None, 0, -1, 21999, 99999])
def test_a_code_nobody_knows_goes_to_a_person(code: int | None) -> None:
    """An unknown code is final for its text and never guessed at."""
    assert action_for(code) is CodeAction.UNKNOWN_CODE
    assert meaning_of(code) == "a code this line does not know"
    assert isinstance(refusal(code), PermanentFailure)


def test_every_code_has_a_meaning_of_its_own() -> None:
    """A person who reads an alarm is told what happened, not a number."""
    meanings = [meaning_of(code) for code in _ROWS]
    assert len(set(meanings)) == len(meanings)
    assert all(meanings)


@pytest.mark.parametrize("code", sorted(_ROWS))
def test_only_a_call_for_patience_is_temporary(code: int) -> None:
    """A refused request may be repeated only where the carrier asks for nothing but time."""
    expected = TemporaryFailure if action_for(code) is CodeAction.SLOW_DOWN else PermanentFailure
    failure = refusal(code)
    assert type(failure) is expected
    assert failure.code == code
