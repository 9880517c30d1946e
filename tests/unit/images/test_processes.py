"""Programs are heard, and end with all that they started."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bbfd.errors import EngineError
from bbfd.images.processes import Processes
from bbfd.images.records import Invocation, Secret
from bbfd.images.revision import is_dirty

PROGRAMS = Processes(os.environ)


def sh(script: str, **more) -> Invocation:
    return Invocation(words=("sh", "-c", script), **more)


def gone(pid: int) -> bool:
    """Whether it has ended, or does so soon."""
    for _ in range(100):
        with suppress(ProcessLookupError):
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.02)
                continue
        return True
    return False


def test_what_a_program_says_is_heard_line_by_line_and_kept() -> None:
    heard: list[str] = []
    ended = PROGRAMS.run(sh("echo one; echo two >&2; printf 'a\\rb'; exit 3"), heard.append)
    assert ended.code == 3
    assert ended.output == "one\na\rb"
    assert sorted(heard) == sorted(ended.said) == ["a", "b", "one", "two"]


def test_it_is_told_on_standard_input_and_nobody_sees_it() -> None:
    invocation = sh("read -r word; echo $word | tr a-z A-Z", told="secret\n")
    assert PROGRAMS.run(invocation).output == "SECRET\n"
    assert "secret" not in repr(invocation)


def test_what_does_not_read_is_not_waited_for() -> None:
    assert PROGRAMS.run(sh("exec <&-; exit 0", told="x" * 1_000_000)).code == 0


def test_its_variables_come_beside_the_callers() -> None:
    run = Processes({"A": "1", "PATH": os.environ["PATH"]}).run
    assert run(sh("echo $A$B", variables={"B": "2"})).output == "12\n"


def test_what_is_no_text_is_heard_all_the_same() -> None:
    assert PROGRAMS.run(sh(r"printf '\377\n'")).said == ("�",)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(EngineError, match="`no-such-engine` cannot be started: No such file"):
        PROGRAMS.run(Invocation(words=("no-such-engine",)))


def test_all_that_it_started_ends_with_it() -> None:
    with PROGRAMS.started(sh("sleep 60 & echo $!; wait")) as process:
        while not process.said:
            time.sleep(0.01)
        child = int(process.said[0])
        assert process.wait(0) is None
    assert gone(child)


def test_what_it_left_behind_ends_too() -> None:
    ended = PROGRAMS.run(sh("sleep 60 >/dev/null 2>&1 & echo $!"))
    assert gone(int(ended.output))


def interrupted() -> int:
    """Ctrl-C while a program runs, whose id it is."""
    pids: list[int] = []
    with (
        suppress(KeyboardInterrupt),
        PROGRAMS.started(sh("echo $$; exec sleep 60")) as process,
    ):
        while not process.said:
            time.sleep(0.01)
        pids.append(int(process.said[0]))
        raise KeyboardInterrupt
    return pids[0]


def test_ctrl_c_ends_it() -> None:
    assert gone(interrupted())


def test_what_takes_too_long_is_ended_and_named() -> None:
    with pytest.raises(EngineError, match="`sleep 60` did not end within"):
        PROGRAMS.run(Invocation(words=("sleep", "60")), seconds=0.1)


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    assert PROGRAMS.run(Invocation(words=("git", "-C", str(folder), *who, *words))).code == 0


def test_a_folder_that_is_not_as_it_was_committed_is_dirty(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "a").write_text("1")
    (tmp_path / ".gitignore").write_text("*.log\n")
    assert not is_dirty(str(tmp_path), ("web",), PROGRAMS.run)
    git(tmp_path, "init", "-q")
    assert is_dirty(str(tmp_path), ("web",), PROGRAMS.run)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "a")
    (tmp_path / "elsewhere").write_text("1")
    (tmp_path / "web" / "a.log").write_text("1")
    assert not is_dirty(str(tmp_path), ("web",), PROGRAMS.run)
    (tmp_path / "web" / "a").write_text("2")
    assert is_dirty(str(tmp_path), ("web",), PROGRAMS.run)


def test_without_git_nothing_is_dirty(tmp_path: Path) -> None:
    run = Processes({"PATH": str(tmp_path)}).run
    assert not is_dirty(str(tmp_path), (".",), run)


def test_a_line_without_end_takes_no_memory_without_end() -> None:
    ended = Processes(os.environ).run(sh("head -c 60000000 /dev/zero | tr '\\0' a; echo; echo end"))
    assert ended.said[-1] == "end"
    assert ended.output.endswith("end\n")
    assert len(ended.output) <= 8 << 20
    assert sum(map(len, ended.said)) <= 8 << 20


def test_what_is_hidden_is_heard_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("first-half\nsecond-half\n")
    hides = (
        Secret(id="a", source="variable", where="TOKEN"),
        Secret(id="b", source="file", where=str(tmp_path / "key")),
        Secret(id="c", source="file", where=str(tmp_path / "nothing")),
    )
    heard: list[str] = []
    programs = Processes({**os.environ, "TOKEN": "hunter2"})
    script = f"echo $TOKEN; echo got $TOKEN >&2; cat {tmp_path}/key"
    ended = programs.run(sh(script, hides=hides), heard.append)
    told = f"{ended} {heard}"
    assert "got ***" in heard
    assert not [value for value in ("hunter2", "first-half", "second-half") if value in told]
