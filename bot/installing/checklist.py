"""CHECKLIST.md of a new line: what is left to do, in order, with the commands as they are typed here."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from string import Template

_TEMPLATE = Path(__file__).with_suffix(".md")
_CARRIER = ("PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER")
_FILL_IN = "- [ ] **Fill in** {names} in `hearthline.env`: the line does not start without.\n"
_NO_ALARMS = """\
- [ ] **Choose a way for alarms** besides texts, which the carrier may fail to carry: `ALARM_URL`, or `ALARM_SMTP_URL`
      with `ALARM_TO`, in `hearthline.env`.
"""


def checklist(settings: Mapping[str, str], env_file: Path) -> str:
    """Return the list for a line with these settings, kept in `env_file`."""
    run = f"hearthline --env-file {shlex.quote(str(env_file))}"
    is_shared = settings["DATABASE_URL"].startswith("postgres")
    start = f"`{run} web` and `{run} scheduler`, any number of each" if is_shared else f"`{run} serve`"
    public_url = settings.get("PUBLIC_URL", "PUBLIC_URL")
    words = Template(_TEMPLATE.read_text("utf-8"))
    return words.substitute(run=run, start=start, public_url=public_url, missing=_missing(settings))


def _missing(settings: Mapping[str, str]) -> str:
    names = ", ".join(f"`{name}`" for name in _CARRIER if name not in settings)
    has_route = settings.keys() & {"ALARM_URL", "ALARM_TO"}
    return f"{_FILL_IN.format(names=names) if names else ''}{'' if has_route else _NO_ALARMS}"
