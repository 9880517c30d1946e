"""Importing ministack without letting it into the process: its settings, its log lines and its warnings.

ministack is written to be a server of its own. It reads its settings from the environment while it is
imported (some have plain names: SERVICES, AUTH, LOG_LEVEL), sets up the root logger, and logs under names
such as "ecs". Here the environment is ours for the time of the import, and is put back after it.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

# Whatever of these a shell has set is not meant for us. Nothing listens: without the two *_ENABLED, and
# were its start-up run (it is not), ministack would open 0.0.0.0:8883 and an SFTP port.
_SETTINGS: Mapping[str, str] = {
    "BIND_HOST": "127.0.0.1",
    "IOT_MTLS_ENABLED": "0",
    "SFTP_ENABLED": "0",
    "PERSIST_STATE": "0",
    "S3_PERSIST": "0",
    "LOCALSTACK_PERSISTENCE": "0",
    "AUTH": "false",
    "USE_SSL": "0",
    "LOG_LEVEL": "CRITICAL",
    "MINISTACK_HOST": "localhost",
    "GATEWAY_PORT": "4566",
    "MINISTACK_ACCOUNT_ID": "000000000000",
    "MINISTACK_REGION": "us-east-1",
    "CLOUDTRAIL_RECORDING": "0",
    "MINISTACK_TEST_NO_AUTOSTART": "1",
}


@contextmanager
def contained(services: tuple[str, ...]) -> Iterator[None]:
    """The time of the import. services: the AWS services the emulator shall answer for, by its names."""
    before = dict(os.environ)
    os.environ.update(_SETTINGS, SERVICES=",".join(services))
    # logging.basicConfig does nothing where the root logger has a handler.
    guard = logging.NullHandler()
    logging.getLogger().addHandler(guard)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.getLogger().removeHandler(guard)
        _restore(before)
        _silence()


def _restore(before: Mapping[str, str]) -> None:
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


def _silence() -> None:
    """Switch off the loggers of every ministack module; what fails in it is seen in its answers."""
    for name, module in list(sys.modules.items()):
        if name.startswith("ministack"):
            logger = getattr(module, "logger", None)
            if isinstance(logger, logging.Logger):
                logger.disabled = True
