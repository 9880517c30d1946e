"""What lies behind an address that AWS gave out: whoever has that address is let in, so no message repeats it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from botocore import exceptions as b
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from botocore.response import StreamingBody
from botocore.utils import get_environ_proxies

from bbfd.errors import AwsError, Trouble

_PIECE = 1 << 20  # bytes


def download(url: str) -> Iterator[bytes]:
    """The bytes behind an address, in pieces. Raises AwsError."""
    bundle = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")
    session = URLLib3Session(verify=bundle or True, proxies=get_environ_proxies(url))
    try:
        answer = session.send(AWSRequest("GET", url, stream_output=True).prepare())
        if answer.status_code != 200:
            raise _lost(f"it was answered with {answer.status_code}")
        # It tells what went wrong in botocore's own words.
        body = StreamingBody(answer.raw, answer.headers.get("content-length"))
        yield from body.iter_chunks(_PIECE)
    except (b.HTTPClientError, b.IncompleteReadError, OSError) as error:
        raise _lost(type(error).__name__) from None
    finally:
        session.close()


def _lost(why: str) -> AwsError:
    return AwsError(
        f"could not download a layer: {why}",
        fix="check the network and the proxy, then type the command again",
        trouble=Trouble.UNREACHABLE,
    )
