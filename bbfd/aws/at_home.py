"""Sessions of the embedded AWS."""

from __future__ import annotations

import os
from typing import Any

import boto3
from botocore.session import Session

from bbfd.local import SECRET_KEY, Embedded


def at_home(home: Embedded) -> Any:
    """A session whose calls the embedded AWS answers.

    The user's own profiles and keys are neither needed nor read: this AWS is nobody's.
    """
    nothing: dict[str, Any] = {
        "profile": (None, None, None, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
    }
    session = boto3.Session(
        aws_access_key_id=home.account,
        aws_secret_access_key=SECRET_KEY,
        region_name=home.region,
        botocore_session=Session(session_vars=nothing),
    )
    session.events.register("before-send", home)
    return session
