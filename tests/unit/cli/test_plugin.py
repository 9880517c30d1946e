"""The plug-in that takes a session up: one that does not start, one that a signal ends."""

import signal
from pathlib import Path

import pytest

from bbfd.cli.plugin import Plugin, hand_over
from bbfd.deploy.tasks import Session
from bbfd.errors import Refused

SESSION = Session(response={"TokenValue": "secret"}, request={}, region="eu-west-1", endpoint="")


def _plugin(path: Path, mode: int, script: str) -> Plugin:
    path.write_text(script)
    path.chmod(mode)
    return Plugin(path=str(path), by_variable=False, variables={"PATH": "/usr/bin:/bin"})


def test_one_that_vanished_or_is_no_program_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "session-manager-plugin"
    gone = Plugin(path=str(path), by_variable=False, variables={})
    for plugin in (gone, _plugin(path, 0o644, "#!/bin/sh\n")):
        before = signal.getsignal(signal.SIGINT)
        with pytest.raises(Refused) as refused:
            hand_over(plugin, SESSION, "")
        assert refused.value.what.startswith(f"{path} does not start: ")
        assert "is left to its time-out" in refused.value.what
        assert "secret" not in str(refused.value)
        assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_one_that_a_signal_ends_is_128_and_the_signal(tmp_path: Path, number: int) -> None:
    plugin = _plugin(tmp_path / "plugin", 0o755, f"#!/bin/sh\nkill -{int(number)} $$\n")
    assert hand_over(plugin, SESSION, "") == 128 + number
