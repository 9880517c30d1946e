"""The command line. Here alone errors become words and exit codes.

group.py        commands found by listing files, shown in --help by what they are for; loaded when they are called
border.py       one border for all errors
options.py      what several commands take: --env, --json, services, durations
engines.py, shipping.py, job_options.py    the same for images, for what brings them somewhere, for jobs of a CI
means.py        what a run acts with; asking.py, teller.py: whom it asks and tells; outside.py: all that is outside
project.py      a project's definitions, loaded when they are asked for
stacks.py       the stacks of a project
NAMEing.py      what a command does: from what was typed to a run, and what is printed of it. building, pushing,
                releasing (journey, depot), deploying, rolling_back, looking (watching), reading, entering (plugin),
                switching, bringing_up, reaping, ...
commands/       ONE FILE, ONE COMMAND. Its first line is "Section: what it does", its callback returns the exit code
"""

from __future__ import annotations

import gc


def main() -> None:
    """The command `bbfd`."""
    # A short process whose objects live until it ends: looking for cycles among them finds nothing.
    gc.set_threshold(200_000)
    from bbfd.cli.root import bbfd
    from bbfd.cli.streams import open_all

    open_all()

    try:
        bbfd()
    finally:
        # Nor does it at the end, where Python looks at all of them once more: a fifth of the time of a preview.
        gc.freeze()
