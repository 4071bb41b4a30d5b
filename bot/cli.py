"""The `hearthline` command: reads the settings, asks the wiring for the house, and says what went wrong in plain words."""

import getpass
import logging
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from bot import checking
from bot.app import create_app
from bot.checks import Level
from bot.clock import SystemClock
from bot.directory import load_directory
from bot.dispatch import Dispatcher
from bot.errors import ConfigError
from bot.importing.run import Kind, run_import, template
from bot.logs import set_up_logging
from bot.program import load_program
from bot.reports import on_call_sheet
from bot.request_report import request_report
from bot.serving import CannotListenError, open_server, until_stopped, wait
from bot.services import Services
from bot.settings import Need, Settings, make_key, read_settings
from bot.store.engine import DatabaseTrouble
from bot.store.schema import SchemaError
from bot.store.schema import migrate as bring_to_current
from bot.store.vault import WrongKeyError
from bot.web.edge import Edge
from bot.wiring import alarm_routes, config_folders, live_services, open_database
from scheduler import clockwork
