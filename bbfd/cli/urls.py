"""A URL, asked once."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from bbfd._version import __version__

_PATIENCE = 10.0  # seconds for one answer


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def ask(url: str) -> tuple[int, str]:
    """GET a URL, through the proxy that the variables name: the status; or 0, and why there is none."""
    request = urllib.request.Request(url, headers={"User-Agent": f"bbfd/{__version__}"})
    try:
        with urllib.request.build_opener(_Unfollowed).open(request, timeout=_PATIENCE) as answer:
            return int(answer.status), ""
    except urllib.error.HTTPError as error:
        return error.code, ""
    except urllib.error.URLError as error:
        return 0, str(error.reason)
    except (OSError, HTTPException, ValueError) as error:
        return 0, str(error) or type(error).__name__
