"""The log of a bug of ours."""

from __future__ import annotations

import stat
from pathlib import Path

from bbfd.cli.bug import written


def test_nobody_else_reads_how_it_was_called(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "environments").mkdir()
    log = Path(written(RuntimeError("x"), str(tmp_path)))
    assert "RuntimeError: x" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
