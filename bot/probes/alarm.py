"""A test alarm by every route there is, and what each of them answered: `hearthline check --alarm`."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.alarms import AlarmRoutes, text_supervisor
from bot.checks import Finding, listed, note, serious, warning
from bot.model.messages import OutboundState
from bot.model.people import Role
from bot.services import Services
from bot.store import outbox, people

TEST = "test"
SENTENCE = "This is only a test of the alarms. Nothing is wrong."
USEFUL = timedelta(minutes=2)
LOOKS = 20
_ON_ITS_WAY = (OutboundState.WAITING, OutboundState.SENDING)


def check_alarm(services: Services, routes: AlarmRoutes, pause: Callable[[], object]) -> Iterator[Finding]:
    """Send the test alarm; `pause` lets the running line have its turn while its texts are watched."""
    for name, trouble in routes.tell(TEST, SENTENCE).items():
        setting = "ALARM_URL" if name == "web" else "ALARM_SMTP_URL and ALARM_TO"
        if trouble:
            yield serious(f"the alarm by {name} failed ({trouble})", f"correct {setting}")
        else:
            yield note(f"the alarm by {name} was taken; see that it has arrived")
    yield from _by_text(services, pause)


def _by_text(services: Services, pause: Callable[[], object]) -> Iterator[Finding]:
    """Text the supervisors in the hours of routine texts alone: a test is no reason to wake anybody."""
    now = services.clock.now()
    hours = services.program.hours
    if not hours.may_text_staff(now):
        span = f"{hours.staff_texts.starts:%H:%M} and {hours.staff_texts.ends:%H:%M}"
        yield warning("no supervisor was texted, for a test wakes nobody", f"try again between {span}")
        return
    sent = _put(services)
    if not sent:
        yield serious("there is no active supervisor whom an alarm could reach", "import one")
    stands = _stands(services, sent)
    for _ in range(LOOKS):
        if not any(state in _ON_ITS_WAY for state in stands.values()):
            break
        pause()
        stands = _stands(services, sent)
    yield from _told(stands)


def _put(services: Services) -> dict[str, int]:
    now = services.clock.now()
    with services.store.write() as tx:
        supervisors = [worker for worker in people.active_workers(tx) if worker.role is not Role.WORKER]
        keys = {
            worker.worker_id: text_supervisor(
                tx, services, worker, TEST, now, f"alarm:{TEST}:{now.isoformat()}", now + USEFUL
            )
            for worker in supervisors
        }
    return {worker_id: key for worker_id, key in keys.items() if key is not None}


def _stands(services: Services, sent: dict[str, int]) -> dict[str, OutboundState]:
    with services.store.read() as tx:
        texts = {worker_id: outbox.get(tx, key) for worker_id, key in sent.items()}
    return {worker_id: text.state for worker_id, text in texts.items() if text}


def _told(stands: dict[str, OutboundState]) -> Iterator[Finding]:
    taken = [who for who, state in stands.items() if state is OutboundState.SUBMITTED]
    waits = [who for who, state in stands.items() if state in _ON_ITS_WAY]
    if taken:
        yield note(f"the carrier took the alarm by text to {listed(taken)}; ask whether it has arrived")
    if waits:
        yield serious(f"the alarm by text to {listed(waits)} did not leave", "start `hearthline serve`")
    for who in (one for one in stands if one not in taken and one not in waits):
        yield serious(f"the alarm by text to {who} came to nothing ({stands[who]})", "run `hearthline check --live`")
