"""Text that others wrote (reasons from AWS, names, messages) before a terminal or a CI log sees it.

A terminal obeys escape sequences, a CI log obeys lines such as `::error::` or `##[command]`, and a reader obeys marks
that turn the direction of writing. None of them is ever wanted here: everything that is printed passes here.
"""

from __future__ import annotations

import re

# Escape sequences of terminals (CSI, OSC, and the short ones), whole: without the letters that they end in.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?"
)
# Control characters, line separators, and marks that change the direction of writing.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# What a CI obeys: of GitHub at the start of a line; of Azure Pipelines, TeamCity and GitLab anywhere.
# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
# https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
# https://www.jetbrains.com/help/teamcity/service-messages.html
# https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
_COMMAND = re.compile(r"^(\s*):(?=:)|(##)(?=\[|vso\[|teamcity\[)|(section_(?:start|end))(?=:)")
_MARKS = ("::", "##", "section_")


def harmless(text: str) -> str:
    """One line without anything that a terminal or a CI log would obey."""
    if text.isascii() and text.isprintable() and not any(m in text for m in _MARKS):
        return text
    plain = _CONTROLS.sub(" ", uncolored(text))
    return _COMMAND.sub(lambda found: f"{found[1] or ''}{found[2] or found[3] or ':'} ", plain)


def uncolored(text: str) -> str:
    """The text without what a terminal would obey; its lines stay lines."""
    return _SEQUENCES.sub("", text)


_LONGEST = 4000


def brief(text: str) -> str:
    """At most as much as somebody reads: an error that holds a whole answer is cut."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]} ... ({len(text) - _LONGEST} more characters)"
