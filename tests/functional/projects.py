"""A project in a folder of its own, the command called in it, and its embedded AWS seen through boto3."""

from __future__ import annotations

import io
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bbfd.cli.root import bbfd
from tests.functional.aws import Aws, opened

ROOT = Path(__file__).parents[2]
# A failure whose cause is known, for `order`.
NOT_FOUND = "CannotPullContainerError: failed to resolve ref example.com/web:1: not found"
# What setuptools writes for an entry point, whether or not the package was installed.
ENTRY = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from bbfd.cli import main; main()"


@dataclass(frozen=True)
class Done:
    """How a command ended. words: what it said to people, in one line, since lines are broken at spaces."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        return " ".join(self.err.split())

    @property
    def record(self) -> Any:
        return json.loads(self.out)

    @property
    def events(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Begun:
    """A command that runs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        assert process.stdout is not None
        assert process.stderr is not None
        self._out = process.stdout.fileno()
        self._err = process.stderr.fileno()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def printed(self, *words: str) -> None:
        """Wait for a line on stdout that has all these words in it."""
        _awaited(self._out, lambda line: all(word in line for word in words))

    def said(self, words: str) -> str:
        """Wait for words on stderr; all that was said until then."""
        return _awaited(self._err, lambda line: words in line)

    def interrupt(self) -> None:
        """Ctrl-C, as slow as a hand, until it is heard: Python is deaf just before it waits for an answer."""
        for _ in range(5):
            time.sleep(0.1)
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)
                return

    def pressed(self) -> None:
        """Ctrl-C, once, where it is asked about."""
        self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """As a machine that loses its power would."""
        self._process.kill()
        self._process.wait()

    def ended(self) -> Done:
        """Wait for its end."""
        out, err = self._process.communicate(timeout=60)
        return Done(self._process.returncode, out.decode(), err.decode())


def _awaited(pipe: int, enough: Callable[[str], bool]) -> str:
    """Read until a line, ended or not, is the one; for half a minute at most."""
    said = ""
    until = time.monotonic() + 30
    while not any(map(enough, said.splitlines())):
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        chunk = os.read(pipe, 65536) if ready else b""
        assert chunk, f"it was not said: {said}"
        said += chunk.decode()
    return said


class Project:
    """services/ and environments/ in a folder; `local` is what most tests deploy to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def state(self) -> Path:
        """The folder of the embedded AWS."""
        return self.root / ".bbfd" / "local"

    def bbfd(self, *arguments: str) -> Done:
        """The command, in this process: as fast as it gets."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            bbfd.main(["--project", str(self.root), *arguments])
        assert isinstance(end.value.code, int)
        return Done(end.value.code, out.getvalue(), err.getvalue())

    def done(self, *arguments: str) -> Done:
        """The command, which has to end with 0."""
        done = self.bbfd(*arguments)
        assert done.code == 0, done.err
        return done

    def process(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Done:
        """The command as a program of its own, in the project's folder, without a terminal."""
        done = subprocess.run(
            [sys.executable, "-c", ENTRY, *arguments],
            cwd=self.root,
            env=dict(os.environ if environment is None else environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def begun(
        self,
        *arguments: str,
        stdin: int = subprocess.DEVNULL,
        environment: Mapping[str, str] | None = None,
    ) -> Iterator[Begun]:
        """The same while it runs. It is not left running."""
        with subprocess.Popen(
            [sys.executable, "-c", ENTRY, *arguments],
            cwd=self.root,
            env=None if environment is None else dict(environment),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            try:
                yield Begun(process)
            finally:
                process.kill()

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def change(self, name: str, old: str, new: str) -> None:
        """Change a definition as a person would."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def order(self, faults: Mapping[str, str | float]) -> None:
        """Let operations of the embedded AWS fail or take their time; see `bbfd/local/faults.py`."""
        self.state.mkdir(parents=True, exist_ok=True)
        (self.state / "faults.json").write_text(json.dumps(faults), encoding="utf-8")

    @contextmanager
    def aws(self) -> Iterator[Aws]:
        """The embedded AWS of `local`."""
        with opened(self.state) as aws:
            yield aws


def examples(root: Path) -> Project:
    """A copy of the definitions that come with BBFD."""
    for folder in ("services", "environments"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return Project(root)
