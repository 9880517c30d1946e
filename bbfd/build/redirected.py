"""Where a redirect leads: its texts filled in, and what leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bbfd.build.address import each, is_pattern
from bbfd.build.ports import is_port, no_port
from bbfd.model.answers import Redirect
from bbfd.model.naming import filled
from bbfd.model.stack import Refusal, Unbuildable

# What stands for a part of the request: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
_PARTS = ("protocol", "host", "port", "path", "query")
_PART = re.compile(r"#\{(\w*)\}")
_HOST = re.compile(r"[A-Za-z0-9._-]+")
_TEXTS = ("to_host", "to_path", "to_query")


def elsewhere(to: Redirect, field: str, placeholders: Mapping[str, str]) -> Redirect:
    """As it is in this environment. Raises Unbuildable for a placeholder that there is not."""
    texts: dict[str, Any] = {}
    for name in _TEXTS:
        said = getattr(to, name)
        if said is not None:
            texts[name] = _filled(said, placeholders, f"{field}.{name}")
    return replace(to, **texts)


def _filled(text: str, placeholders: Mapping[str, str], field: str) -> str:
    """`{name}` is ours, and `#{name}` the load balancer's."""
    pieces = re.split(r"(#\{\w*\})", text)
    try:
        return "".join(
            piece if piece.startswith("#{") else filled(piece, placeholders) for piece in pieces
        )
    except ValueError as error:
        known = ", ".join(f"{{{name}}}" for name in sorted(placeholders))
        refusal = Refusal(what=str(error), fix=f"write one of {known}", field=field)
        raise Unbuildable(refusal) from None


def nowhere(to: Redirect, field: str, hosts: tuple[str, ...], *, secure: bool) -> Iterator[Refusal]:
    """What leads nowhere, or round and round. hosts: those that it is asked for on. secure: over HTTPS."""
    if _stays(to, hosts, secure=secure):
        yield Refusal(
            what="the redirect leads to where the request came from, round and round",
            fix="say another to_host=, to_path=, to_port= or to_protocol=",
            field=field,
        )
    if to.to_port is not None and not is_port(to.to_port):
        yield no_port(to.to_port, f"{field}.to_port")
    for name in _TEXTS:
        yield from _no_part(getattr(to, name) or "", f"{field}.{name}")
    yield from _no_host(to.to_host, f"{field}.to_host")
    yield from _no_path(to.to_path, f"{field}.to_path")
    if to.to_query is not None and to.to_query.startswith("?"):
        yield Refusal(
            what=f"{to.to_query!r} begins with the mark that the load balancer writes itself",
            fix=f'write to_query="{to.to_query[1:]}"',
            field=f"{field}.to_query",
        )


def _stays(to: Redirect, hosts: tuple[str, ...], *, secure: bool) -> bool:
    """Whether some request is sent to what the same rule takes. A pattern may be another rule's before it is this."""
    protocol, port = ("HTTPS", 443) if secure else ("HTTP", 80)
    if to.to_protocol not in (None, protocol) or to.to_port not in (None, port):
        return False
    hosts, paths = (*hosts, "#{host}"), (*each(to.path), "/#{path}")
    return _is_same(to.to_host, hosts) and _is_same(to.to_path, paths)


def _is_same(said: str | None, asked: tuple[str, ...]) -> bool:
    return said is None or (said in asked and not is_pattern(said))


def _no_part(text: str, field: str) -> Iterator[Refusal]:
    for name in _PART.findall(text):
        if name not in _PARTS:
            yield Refusal(
                what=f"#{{{name}}} stands for nothing",
                fix=f"write one of {', '.join(f'#{{{part}}}' for part in _PARTS)}",
                field=field,
            )


def _no_host(host: str | None, field: str) -> Iterator[Refusal]:
    if host is None or _HOST.fullmatch(_PART.sub("x", host)):
        return
    name = host.partition("://")[2].partition("/")[0] or "www.example.com"
    yield Refusal(
        what=f"{host!r} is not the name of a host",
        fix=f'write it alone, as to_host="{name}"; for the others there are to_protocol=, to_port= and to_path=',
        field=field,
    )


def _no_path(path: str | None, field: str) -> Iterator[Refusal]:
    if path is None:
        return
    if not path.startswith("/"):
        yield Refusal(what=f"{path!r} is not a path", fix=f'write to_path="/{path}"', field=field)
    elif "?" in path:
        path, _, query = path.partition("?")
        yield Refusal(
            what="a path ends before its query string",
            fix=f'write to_path="{path}", to_query="{query}"',
            field=field,
        )
