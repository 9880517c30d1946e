"""bbfd.local: the embedded AWS for environments with `aws=Local()`. No container runs, no port is opened.

    embedded.py        the entry: an `Embedded` answers botocore's `before-send` event
    home.py            one folder's state: when it is read, locked, shown to others, saved
    engine.py          ministack in this process, on a loop of its own
    server.py          the same state on loopback, for the AWS CLI
    registry.py        its images on loopback, while an engine pushes; handler.py: HTTP off the wire
    condition.py       what a folder holds (`bbfd local status`), and emptying it (`reset`)
    limits.py          what the emulator cannot do, in words

    wire.py reads.py template_url.py       a call as a value; whether it only looks; one that is put right
    state.py lock.py snapshot.py           the file, who may write it, what goes into it
    letters.py         a call about what another process has under way, and its answer
    contained.py graft.py                  ministack kept out of the process; all that we add to it
    types/ services/ resource_type.py replacements.py parameters.py    what ministack lacks
    faults.py                              failures and delays ordered from outside

Only `engine` imports ministack, when the first `Embedded` is made.
"""

from bbfd.local.condition import LocalStatus, reset, status
from bbfd.local.embedded import SECRET_KEY, WAIT, Embedded, embedded
from bbfd.local.limits import LIMITS, Limit
from bbfd.local.server import serve

__all__ = [
    "LIMITS",
    "SECRET_KEY",
    "WAIT",
    "Embedded",
    "Limit",
    "LocalStatus",
    "embedded",
    "reset",
    "serve",
    "status",
]
