"""Celery as its first pages show it: the worker's task, and `celery_app.py NUMBER` to queue that many.

It is no dependency of the line, so that it is imported by its name (docs/benchmarks.md).
"""

import os
import sys
import time
from importlib import import_module
from typing import Any

from benchmarks import tasks

celery: Any = import_module("celery")
app = celery.Celery("texts", broker=os.environ["BROKER"], broker_connection_retry_on_startup=True)
send = app.task(ignore_result=True, name="send")(tasks.send)


def queue(number: int) -> float:
    """Queue a task for each text once a worker answers; return when the first was queued."""
    while not app.control.ping(timeout=1.0):
        pass
    began = time.monotonic()
    for key in range(number):
        send.delay(key)
    return began


if __name__ == "__main__":
    sys.stdout.write(f"{queue(int(sys.argv[1]))}\n")
