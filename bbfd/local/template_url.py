"""TemplateURL in the form that AWS documents, made into the one that ministack understands."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from bbfd.local.wire import Call

_MARK = ".s3."


def path_style(call: Call) -> Call:
    """https://BUCKET.s3.REGION.amazonaws.com/KEY as https://s3.amazonaws.com/BUCKET/KEY, where a call has one."""
    if b"TemplateURL=" not in call.body:
        return call
    fields = parse_qsl(call.body.decode(), keep_blank_values=True)
    changed = [
        (name, _path_style(value) if name == "TemplateURL" else value) for name, value in fields
    ]
    return Call(
        method=call.method, url=call.url, headers=call.headers, body=urlencode(changed).encode()
    )


def _path_style(address: str) -> str:
    url = urlsplit(address)
    bucket, mark, _ = url.netloc.partition(_MARK)
    return f"https://s3.amazonaws.com/{bucket}{url.path}" if mark else address
