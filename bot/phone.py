"""Phone numbers parsed once, at the edge, so that nothing further in ever meets a bare string."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from bot.model.phones import Phone

_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SPREADSHEET = re.compile(r"\+?\d+([.,]\d+)?e\+?\d+|\d+[.,]0+", re.ASCII | re.IGNORECASE)

_REMEDY = "write ten digits with the area code, as in 860-442-2797, or + and the country code"

# A withheld caller arrives as the keypad spelling of a word; some of these are possible numbers abroad.
_WITHHELD = frozenset(
    {
        "+266696687",  # ANONYMOUS
        "+2562533",  # BLOCKED
        "+7378742833",  # RESTRICTED
        "+86282452253",  # UNAVAILABLE
        "+8656696",  # UNKNOWN
    }
)


def parse_phone(text: str, *, region: str = "US") -> Phone:
    """Return the number people wrote as a `Phone`, or raise `ValueError` with a remedy (never with the number)."""
    _refuse_what_no_person_wrote(text.strip())
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        raise ValueError(f"not a phone number: {_REMEDY}") from None
    if number.extension:
        raise ValueError("an extension cannot be texted: give a number that rings by itself")
    if not _is_whole(number):
        raise ValueError(f"too few or too many digits for a phone number: {_REMEDY}")
    if not phonenumbers.is_valid_number(number):
        raise ValueError(f"no such phone number exists: check the digits, then {_REMEDY}")
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def parse_sender(text: str) -> Phone | None:
    """Return who a webhook says sent or called, or None where that is nobody who could be answered."""
    if not _E164.fullmatch(text) or text in _WITHHELD:
        return None
    try:
        number = phonenumbers.parse(text, None)
    except NumberParseException:
        return None
    return Phone(text) if _is_whole(number) else None


def for_people(phone: Phone) -> str:
    """Return the number as people here write it: national at home, with the country code from abroad."""
    number = phonenumbers.parse(phone.e164, None)
    at_home = number.country_code == phonenumbers.country_code_for_region("US")
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    )


def is_toll_free(phone: Phone) -> bool:
    """Whether the number is free for who calls it, which carriers register in another way."""
    number = phonenumbers.parse(phone.e164, None)
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE)


def _is_whole(number: PhoneNumber) -> bool:
    # Not is_possible_number: it takes seven digits, which ring only within one area code.
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _refuse_what_no_person_wrote(text: str) -> None:
    if not text:
        raise ValueError(f"the phone number is missing: {_REMEDY}")
    if _SPREADSHEET.fullmatch(text):
        raise ValueError(
            "a spreadsheet has turned this phone number into a quantity: format the column as text, "
            "then enter the number again"
        )
    if re.search(r"[\d+].*\+", text):
        raise ValueError(f"a + may only stand first: {_REMEDY}")
    letters = re.sub(r"(?i)(ext?|extension|x)[.:]?\s*\d+$", "", text)
    if any(character.isalpha() for character in letters):
        raise ValueError(f"a phone number holds no letters: {_REMEDY}")
