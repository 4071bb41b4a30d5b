"""The simulated account behind the real one's REST API, in the real resources' shapes."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.model.phones import Phone
from bot.telephony.account import CallRoute, OwnNumber, Registration, Review, TextRoute
from bot.telephony.simulated_account import SimulatedAccount
from bot.telephony.simulated_texts import API_VERSION

Fields = Mapping[str, str]
Resource = dict[str, Any]
_SECRET = "not shown"  # noqa: S105 - the real resource carries the token, which nobody here asks for


def account_answer(account: SimulatedAccount, path: str, fields: Fields, *, is_change: bool) -> Resource | None:
    """Answer a question about the account, or take a change; None for an address it does not have."""
    for pattern, look, change in _doors(account.carrier.account_sid):
        found = re.fullmatch(pattern, path)
        act = change if is_change else look
        if found and act:
            return act(account, *found.groups(), fields)
    return None


def _doors(sid: str) -> tuple[tuple[str, Callable[..., Resource | None], Callable[..., Resource | None] | None], ...]:
    """List the addresses with who looks there and, where something may be changed, who changes it."""
    ours = rf"/{API_VERSION}/Accounts/{sid}"
    service = r"/v1/Services/(MG\w{32})"
    return (
        (rf"{ours}\.json", _account, None),
        (rf"{ours}/Balance\.json", _balance, None),
        (rf"{ours}/IncomingPhoneNumbers\.json", _numbers, None),
        (rf"{ours}/IncomingPhoneNumbers/(PN\w{{32}})\.json", _number, _set_number),
        (service, _service, _set_service),
        (rf"{service}/PhoneNumbers", _senders, None),
        (rf"{service}/Compliance/Usa2p", _campaigns, None),
        (r"/v1/Tollfree/Verifications", _verifications, None),
        (r"/v1/CustomerProfiles", _profiles, None),
        (r"/v2/PhoneNumbers/(.+)", _lookup, None),
    )


def _account(account: SimulatedAccount, _fields: Fields) -> Resource:
    standing = account.standing()
    sid = account.carrier.account_sid
    return {
        "auth_token": _SECRET,
        "date_created": None,
        "date_updated": None,
        "friendly_name": "a simulated account",
        "owner_account_sid": sid,
        "sid": sid,
        "status": "active" if standing.is_active else "suspended",
        "subresource_uris": {},
        "type": "Trial" if standing.is_trial else "Full",
        "uri": f"/{API_VERSION}/Accounts/{sid}.json",
    }


def _balance(account: SimulatedAccount, _fields: Fields) -> Resource:
    left = account.balance()
    return {
        "account_sid": account.carrier.account_sid,
        "balance": f"{left.amount:.2f}" if left else None,
        "currency": left.currency if left else None,
    }


def _numbers(account: SimulatedAccount, fields: Fields) -> Resource:
    asked = fields.get("PhoneNumber", "")
    found = account.number(Phone(asked))
    shown = [_as_number(account, Phone(asked), found)] if found else []
    uri = f"/{API_VERSION}/Accounts/{account.carrier.account_sid}/IncomingPhoneNumbers.json"
    return {
        "end": 0,
        "first_page_uri": uri,
        "incoming_phone_numbers": shown,
        "next_page_uri": None,
        "page": 0,
        "page_size": 50,
        "previous_page_uri": None,
        "start": 0,
        "uri": uri,
    }


def _number(account: SimulatedAccount, sid: str, _fields: Fields) -> Resource | None:
    phones = [phone for phone, number in account.numbers.items() if number.sid == sid]
    found = account.number(phones[0]) if phones else None
    return _as_number(account, phones[0], found) if found else None


def _set_number(account: SimulatedAccount, sid: str, fields: Fields) -> Resource | None:
    texts = _route_in(fields, "SmsUrl", "SmsMethod", "SmsFallbackUrl", "SmsFallbackMethod")
    account.set_number(sid, texts, _calls_in(fields))
    return _number(account, sid, fields)


def _as_number(account: SimulatedAccount, phone: Phone, number: OwnNumber) -> Resource:
    account_sid = account.carrier.account_sid
    uri = f"/{API_VERSION}/Accounts/{account_sid}/IncomingPhoneNumbers/{number.sid}"
    return {
        "account_sid": account_sid,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": API_VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"fax": False, "mms": True, "sms": number.takes_texts, "voice": number.takes_calls},
        "date_created": None,
        "date_updated": None,
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": "the line",
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": phone.e164,
        "sid": number.sid,
        "sms_application_sid": number.application or None,
        "sms_fallback_method": number.route.fallback_method or "POST",
        "sms_fallback_url": number.route.fallback_url,
        "sms_method": number.route.method or "POST",
        "sms_url": number.route.url,
        "status": "in-use",
        "status_callback": number.calls.progress_url,
        "status_callback_method": number.calls.progress_method or "POST",
        "trunk_sid": None,
        "type": "local",
        "uri": f"{uri}.json",
        "voice_application_sid": number.call_application or None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": number.calls.fallback_method or "POST",
        "voice_fallback_url": number.calls.fallback_url or None,
        "voice_method": number.calls.method or "POST",
        "voice_receive_mode": "voice",
        "voice_url": number.calls.url,
    }


def _service(account: SimulatedAccount, sid: str, _fields: Fields) -> Resource | None:
    found = account.service(sid)
    if found is None:
        return None
    return {
        "account_sid": account.carrier.account_sid,
        "fallback_method": found.route.fallback_method or "POST",
        "fallback_url": found.route.fallback_url or None,
        "inbound_method": found.route.method or "POST",
        "inbound_request_url": found.route.url or None,
        "sid": sid,
        "use_inbound_webhook_on_number": found.asks_number,
    }


def _set_service(account: SimulatedAccount, sid: str, fields: Fields) -> Resource | None:
    if account.service(sid) is None:
        return None
    account.set_service(sid, _route_in(fields, "InboundRequestUrl", "InboundMethod", "FallbackUrl", "FallbackMethod"))
    return _service(account, sid, fields)


def _senders(account: SimulatedAccount, sid: str, _fields: Fields) -> Resource | None:
    found = account.service(sid)
    if found is None:
        return None
    return _listed("phone_numbers", [{"phone_number": phone.e164, "service_sid": sid} for phone in found.numbers])


def _campaigns(account: SimulatedAccount, sid: str, _fields: Fields) -> Resource:
    found = account.campaign(sid)
    stop, help_, opt_in = (*found.replies, None, None, None)[:3]
    shown = {
        "campaign_status": found.said,
        "help_message": help_,
        "messaging_service_sid": sid,
        "opt_in_message": opt_in,
        "opt_out_keywords": sorted(found.stop_words),
        "opt_out_message": stop,
    }
    return _listed("compliance", _unless_none(found, shown))


def _verifications(account: SimulatedAccount, fields: Fields) -> Resource:
    found = account.toll_free(fields.get("TollfreePhoneNumberSid", ""))
    return _listed("verifications", _unless_none(found, {"status": found.said}))


def _profiles(account: SimulatedAccount, _fields: Fields) -> Resource:
    approved = account.has_business_profile()
    return _listed("results", [{"sid": f"BU{'0' * 32}", "status": "twilio-approved"}] if approved else [])


def _lookup(account: SimulatedAccount, number: str, _fields: Fields) -> Resource:
    kind = account.line_type(Phone(number))
    return {
        "line_type_intelligence": {"type": kind, "error_code": None} if kind else None,
        "phone_number": number,
        "valid": bool(kind),
    }


def _route_in(fields: Fields, url: str, method: str, fallback_url: str, fallback_method: str) -> TextRoute:
    return TextRoute(
        url=fields.get(url, ""),
        method=fields.get(method, ""),
        fallback_url=fields.get(fallback_url, ""),
        fallback_method=fields.get(fallback_method, ""),
    )


def _calls_in(fields: Fields) -> CallRoute:
    return CallRoute(
        url=fields.get("VoiceUrl", ""),
        method=fields.get("VoiceMethod", ""),
        fallback_url=fields.get("VoiceFallbackUrl", ""),
        fallback_method=fields.get("VoiceFallbackMethod", ""),
        progress_url=fields.get("StatusCallback", ""),
        progress_method=fields.get("StatusCallbackMethod", ""),
    )


def _unless_none(found: Registration, shown: Resource) -> list[Resource]:
    return [] if found.review is Review.NONE else [shown]


def _listed(key: str, shown: list[Resource]) -> Resource:
    meta = {"key": key, "page": 0, "page_size": 50, "next_page_url": None, "previous_page_url": None}
    return {"meta": meta, key: shown}
