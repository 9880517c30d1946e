"""A stand-in for buildah: it builds nothing, pushes by the wire, and writes down how it was called.

Run as a program, under the name `buildah`, with the folder that it keeps all of it in as BUILDAH_STAND_IN.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import stat
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = "BUILDAH_STAND_IN"
KIND = "application/vnd.oci.image.manifest.v1+json"


@dataclass(frozen=True)
class StandIn:
    """What a test sees of it."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """For the program that calls it."""
        return {
            **os.environ,
            "PATH": f"{self.folder}:{os.environ['PATH']}",
            "BBFD_ENGINE": "buildah",
            FOLDER: str(self.folder),
        }

    @property
    def calls(self) -> list[Mapping[str, Any]]:
        """Every call: its words as others can see them in /proc, its variables, the files it was handed."""
        text = (self.folder / "calls").read_text() if (self.folder / "calls").exists() else ""
        return [json.loads(line) for line in text.splitlines()]

    @property
    def verbs(self) -> list[str]:
        return [call["words"][1] for call in self.calls]

    @property
    def passwords(self) -> list[str]:
        """Those that it was told."""
        return (self.folder / "passwords").read_text().split()


def stand_in(folder: Path) -> StandIn:
    """Put one on a path of its own."""
    folder.mkdir()
    program = folder / "buildah"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {__file__} buildah "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return StandIn(folder)


class _Buildah:
    def __init__(self, folder: Path, words: Sequence[str]) -> None:
        self._folder = folder
        self._words = list(words)
        self._images: dict[str, Any] = _read(folder / "images")

    def called(self) -> int:
        self._note()
        action = getattr(self, self._words[0], None)
        code = action() if action else 0
        (self._folder / "images").write_text(json.dumps(self._images))
        return int(code or 0)

    def build(self) -> None:
        platform = self._option("--platform") or "linux/amd64"
        dockerfile = Path(self._option("--file")).read_text()
        made_for = "arm64" if "# for arm64" in dockerfile else platform.split("/")[1]
        self._images[self._option("--tag")] = {"architecture": made_for, "text": dockerfile}

    def inspect(self) -> int:
        image = self._images.get(self._words[-1])
        if image is None:
            return 125
        asked = self._option("--format")
        print(
            image["architecture"]
            if "Architecture" in asked
            else json.dumps({"OCIv1": {"config": {}}})
        )
        return 0

    def tag(self) -> None:
        self._images[self._words[2]] = self._images[self._words[1]]

    def rmi(self) -> None:
        self._images.pop(self._words[1], None)

    def login(self) -> None:
        password = sys.stdin.read()
        with (self._folder / "passwords").open("a") as known:
            known.write(f"{password}\n")
        user = f"{self._option('--username')}:{password}"
        Path(self._option("--authfile")).write_text(json.dumps({"auth": user}))

    def push(self) -> int:
        if (self._folder / "refuses").exists():
            print("the registry went away", file=sys.stderr)
            return 125
        if (self._folder / "hangs").exists():
            (self._folder / "hung").write_text(str(os.getpid()))
            time.sleep(60)
        user = _read(Path(self._option("--authfile")))["auth"]
        host, _, rest = self._words[-1].removeprefix("docker://").partition("/")
        repository, _, tag = rest.rpartition(":")
        print(_pushed(self._images[self._words[-2]], host, repository, tag, user))
        return 0

    def run(self) -> int:
        return 1 if "false" in self._words else 0

    def _option(self, name: str) -> str:
        return self._words[self._words.index(name) + 1] if name in self._words else ""

    def _note(self) -> None:
        seen = Path("/proc/self/cmdline")
        words = seen.read_bytes().decode().split("\0") if seen.exists() else ["", *self._words]
        first = words.index("buildah") if "buildah" in words else 0
        said = {"words": words[first:], "variables": dict(os.environ)}
        with (self._folder / "calls").open("a") as calls:
            calls.write(json.dumps(said) + "\n")


def _pushed(image: Mapping[str, str], host: str, repository: str, tag: str, user: str) -> str:
    config = json.dumps({"architecture": image["architecture"], "os": "linux"}).encode()
    layer = image["text"].encode()
    for body in (config, layer):
        upload = _ask(host, "POST", f"/v2/{repository}/blobs/uploads/", b"", user)
        _ask(host, "PUT", f"{upload}?digest={_digest(body)}", body, user)
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "config": {"digest": _digest(config), "size": len(config)},
            "layers": [{"digest": _digest(layer), "size": len(layer)}],
        }
    ).encode()
    _ask(host, "PUT", f"/v2/{repository}/manifests/{tag}", manifest, user)
    return _digest(manifest)


def _ask(host: str, method: str, path: str, body: bytes, user: str) -> str:
    signed = base64.b64encode(user.encode()).decode()
    with closing(http.client.HTTPConnection(host)) as wire:
        headers = {"Authorization": f"Basic {signed}", "Content-Type": KIND}
        wire.request(method, path, body, headers)
        answer = wire.getresponse()
        said = answer.read()
        if answer.status >= 300:
            sys.exit(f"{answer.status} {said.decode()}")
        return answer.headers.get("Location", "")


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _read(path: Path) -> Any:
    return json.loads(path.read_text()) if path.exists() else {}


if __name__ == "__main__":
    sys.exit(_Buildah(Path(os.environ[FOLDER]), sys.argv[2:]).called())
