"""The real command as a process of its own, over HTTP on loopback, on time as it is, with real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import IO

from tests.faults.command import Ran
from tests.faults.fake.boto import SECRET, key
from tests.faults.fake.clock import SystemClock
from tests.faults.fake.server import served
from tests.faults.fake.world import World
from tests.functional.projects import ENTRY


@dataclass
class Process:
    """A command that runs. out, err: what it has said until now."""

    popen: subprocess.Popen[bytes]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def said(self, words: str, within: float = 20.0) -> None:
        """Wait until it has said so, on either stream."""
        until = time.monotonic() + within
        while words not in "".join(self.out + self.err):
            assert time.monotonic() < until, f"it did not say {words!r}: {self.err} {self.out}"
            assert self.popen.poll() is None or self._says(words), f"it ended: {self.err}"
            time.sleep(0.02)

    def _says(self, words: str) -> bool:
        time.sleep(0.1)
        return words in "".join(self.out + self.err)

    def signal(self, number: int = signal.SIGINT) -> None:
        self.popen.send_signal(number)

    def ended(self, within: float = 30.0) -> int:
        """Wait for its end; the exit code."""
        return self.popen.wait(timeout=within)


def ran_of(process: Process, world: World) -> Ran:
    """How a process ended, as `run` has it. All calls of its world are taken for its own."""
    return Ran(
        exit_code=process.popen.returncode,
        stdout="".join(process.out),
        stderr="".join(process.err),
        seconds=0.0,
        calls=world.calls,
    )


def real(world: World, speed: float = 1.0) -> World:
    """A twin of a world that goes on in time as it is, or so many times faster: what happened there was until now."""
    made = world.twin(SystemClock(world.clock.now, speed))
    later = made.clock.start - world.clock.start
    for stack in made.cloudformation.stacks:
        for event in stack.events:
            event["Timestamp"] += later
    for service in made.ecs.services.values():
        for event in service.events:
            event["createdAt"] += later
    return made


@contextmanager
def begun(
    world: World,
    *arguments: str,
    project: Path,
    environment: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
) -> Iterator[Process]:
    """Run `bbfd ARGUMENTS` against the world while the block runs. It is not left running.

    stdin, stdout, stderr: descriptors; what goes to one of the test's own is not in `out` and `err`.
    """
    with (
        served(world) as url,
        subprocess.Popen(
            [sys.executable, "-c", ENTRY, *arguments],
            cwd=project,
            env=variables(url, world) | dict(environment or {}),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
        ) as popen,
    ):
        process = Process(popen)
        pipes = ((popen.stdout, process.out), (popen.stderr, process.err))
        readers = [_reader(pipe, into) for pipe, into in pipes if pipe is not None]
        try:
            yield process
        finally:
            popen.kill()
            popen.wait()
            for reader in readers:
                reader.join(5)


def variables(url: str, world: World) -> dict[str, str]:
    """What leads boto3 to the fake, and to nothing else."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "AWS_ACCESS_KEY_ID": key(1),
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": world.region,
        "AWS_ENDPOINT_URL": url,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": os.devnull,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _reader(stream: IO[bytes], into: list[str]) -> Thread:
    def read() -> None:
        for line in stream:
            into.append(line.decode(errors="replace"))

    thread = Thread(target=read, daemon=True)
    thread.start()
    return thread
