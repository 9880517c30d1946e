"""What holds for every test."""

from __future__ import annotations

import signal

# A shell has what it runs in the background ignore Ctrl-C, and so would the programs that tests begin and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
