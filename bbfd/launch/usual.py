"""What carries the tasks where neither the service nor its environment says it."""

from __future__ import annotations

from typing import Final

from bbfd.launch.fargate import Fargate
from bbfd.model.launch import Launch

USUAL: Final[Launch] = Fargate()
