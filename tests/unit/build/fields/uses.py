"""What a service uses, and where its files lie."""

from __future__ import annotations

from collections.abc import Mapping

from bbfd import Container, Worker
from tests.unit.build.fields import Use, body

USED: Mapping[str, Use] = {
    "Scratch": Use(
        lambda made: body(
            Worker(
                container=Container(image="a:1"),
                sidecars=(Container(image="b:1", name="side"),),
                uses=(made,),
            )
        ),
        {"path": "/tmp/x"},
        {"path": "/tmp/y", "name": "shared", "container": "side", "read_only": True},
    ),
}

ELSEWHERE: Mapping[str, str] = {}
