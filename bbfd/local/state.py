"""The state on disk: one file, replaced whole, so that no reader ever sees half of it.

The first line is a header (format, emulator version, generation, time, checksum), the rest the emulator's
own state as JSON. A file is written beside, flushed to the disk, then renamed over the old one: a process
killed at any moment leaves the old state, and who has the old file open reads it to its end.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bbfd.errors import Refused

FORMAT = 1
SETTLED = "state.json"
LIVE = "live.json"
RESET = "bbfd local reset"

# (inode, modified in ns, bytes): a renamed file always differs in one of them.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """What a state file holds. `content` is the emulator's state as JSON text."""

    generation: int
    saved_at: str
    emulator: str
    content: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The first line of a state file."""

    generation: int
    saved_at: str
    emulator: str
    checksum: str


def stamp(path: Path) -> Stamp | None:
    """What tells one version of the file from another; None where there is no file."""
    try:
        return _stamp(path.stat())
    except FileNotFoundError:
        return None


def write(path: Path, saved: Saved, *, durable: bool) -> Stamp:
    """Replace the file. durable: on the disk before this returns; a mere view for lookers-on need not be."""
    try:
        return _replace(path, _text(saved), durable=durable)
    except OSError as error:
        raise Refused(
            f"the state of the embedded AWS cannot be written to {path}: {error.strerror}",
            fix=f"see to space and permissions there: df -h {path.parent}; ls -la {path.parent}",
        ) from error


def header(path: Path) -> Header | None:
    """The header alone, or None where there is no file. Refused where it is not one of ours."""
    try:
        with path.open("rb") as file:
            return _header(path, file.readline())
    except FileNotFoundError:
        return None


def read(path: Path, *, emulator: str) -> tuple[Saved, Stamp] | None:
    """The state and what identifies this version of it, or None where there is no file.

    Raises Refused for a damaged file, and for one written by another version of the emulator.
    """
    try:
        with path.open("rb") as file:
            first, content = file.readline(), file.read()
            found = os.fstat(file.fileno())
    except FileNotFoundError:
        return None
    head = _header(path, first)
    if head.emulator != emulator:
        raise _unusable(
            path, f"was written with ministack {head.emulator}, and {emulator} is installed"
        )
    if hashlib.sha256(content).hexdigest() != head.checksum:
        raise _unusable(path, "is damaged: its checksum does not match")
    saved = Saved(
        generation=head.generation,
        saved_at=head.saved_at,
        emulator=head.emulator,
        content=content.decode(),
    )
    return saved, _stamp(found)


def _text(saved: Saved) -> bytes:
    content = saved.content.encode()
    fields = {
        "bbfd": FORMAT,
        "emulator": saved.emulator,
        "generation": saved.generation,
        "saved_at": saved.saved_at,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return json.dumps(fields).encode() + b"\n" + content


def _replace(path: Path, text: bytes, *, durable: bool) -> Stamp:
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(text)
            file.flush()
            if durable:
                os.fsync(file.fileno())
            found = os.fstat(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    if durable:
        _flush_folder(path.parent)
    return _stamp(found)


def _stamp(found: os.stat_result) -> Stamp:
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _header(path: Path, line: bytes) -> Header:
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise _unusable(path, "is damaged: its first line cannot be read") from error
    if not isinstance(fields, dict) or "bbfd" not in fields:
        raise _unusable(path, "is damaged: its first line is not a header")
    if fields["bbfd"] != FORMAT:
        raise _unusable(path, f"has format {fields['bbfd']}, and this bbfd writes {FORMAT}")
    return _header_of(path, fields)


def _header_of(path: Path, fields: Mapping[str, Any]) -> Header:
    try:
        return Header(
            generation=int(fields["generation"]),
            saved_at=str(fields["saved_at"]),
            emulator=str(fields["emulator"]),
            checksum=str(fields["sha256"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unusable(path, "is damaged: its header is incomplete") from error


def _unusable(path: Path, why: str) -> Refused:
    return Refused(f"the state of the embedded AWS, {path}, {why}", fix=RESET)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself last: https://man7.org/linux/man-pages/man2/fsync.2.html."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
