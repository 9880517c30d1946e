"""The one comment on a pull request that is kept up to date, over the HTTP interface of the forge. Pure but for `send`.

It is known by its first line, which nobody sees: a comment of HTML. What another wrote with that line is not ours to
change; the forge says so, and the next one, or a new one, is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from bbfd.errors import Refused, UsageError

_PAGE: Final = 100
_MOST = 50  # pages: who has more comments gets a new one
_REFUSED = (401, 403, 404)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One call."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: Any = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back. status: of HTTP. body: what its JSON says; None where it is none."""

    status: int
    body: Any = None


Send = Callable[[Request], Answer]


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """The comments of a pull request, in the words of its forge.

    all: where they are. each: where one of them is, before its id. changes: the method that changes one.
    key: how the token is shown. text: where a comment has its text, as steps. values: where a page has its comments.
    """

    all: str
    each: str
    changes: str
    key: Callable[[str], tuple[str, str]]
    size: str = "per_page"
    text: tuple[str, ...] = ("body",)
    values: str = ""


def thread_of(url: str) -> Thread:
    """The comments of a pull request, known by the shape of its address. Raises UsageError."""
    for shape, made in _FORGES:
        found = shape.fullmatch(url.rstrip("/"))
        if found:
            return made(*found.groups())
    raise UsageError(
        f"{url!r} is no pull request's address",
        fix="give it as https://github.com/OWNER/NAME/pull/1, https://gitlab.com/GROUP/NAME/-/merge_requests/1 "
        "or https://bitbucket.org/WORKSPACE/NAME/pull-requests/1",
    )


def put(text: str, thread: Thread, token: str, send: Send) -> str:
    """Change the comment that begins with the same line, or make it; "changed" or "made". Raises Refused."""
    mark = text.split("\n", 1)[0]
    if not (mark.startswith("<!-- ") and mark.endswith(" -->")):
        raise UsageError(
            "that is no comment of ours", fix="write it with `bbfd diff --markdown FILE`"
        )
    headers = dict((thread.key(token), ("Accept", "application/json")))
    body = _nested(thread.text, text)
    for found in _ours(mark, thread, headers, send):
        request = Request(
            method=thread.changes, url=f"{thread.each}/{found}", headers=headers, body=body
        )
        if _done(send(request), request):
            return "changed"
    made = Request(method="POST", url=thread.all, headers=headers, body=body)
    if not _done(send(made), made):
        raise Refused(
            "the forge does not take a comment with this token",
            fix="give BBFD_COMMENT_TOKEN the right to write comments on pull requests",
        )
    return "made"


def _ours(mark: str, thread: Thread, headers: Mapping[str, str], send: Send) -> Iterator[str]:
    for page in range(1, _MOST + 1):
        url = f"{thread.all}?{thread.size}={_PAGE}&page={page}"
        request = Request(method="GET", url=url, headers=headers)
        answer = send(request)
        if not _done(answer, request):
            return
        every = answer.body.get(thread.values, []) if thread.values else answer.body
        for comment in every:
            told = _inside(comment, thread.text)
            if not comment.get("deleted") and str(told).splitlines()[:1] == [mark]:
                yield str(int(comment["id"]))
        if len(every) < _PAGE:
            return


def _done(answer: Answer, request: Request) -> bool:
    """Whether the forge did it; False where it may not be done. Raises Refused for anything else."""
    if answer.status in _REFUSED:
        return False
    if not 200 <= answer.status < 300:
        where = request.url.partition("?")[0]
        raise Refused(
            f"{request.method} {where} was answered with {answer.status}",
            fix="run the job again; the changes are in its log",
        )
    return True


def _inside(comment: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        comment = comment.get(step) if isinstance(comment, dict) else None
    return comment or ""


def _nested(steps: tuple[str, ...], text: str) -> Any:
    nested: Any = text
    for step in reversed(steps):
        nested = {step: nested}
    return nested


def _github(host: str, repository: str, number: str) -> Thread:
    """https://docs.github.com/rest/issues/comments."""
    root = "https://api.github.com" if host == "github.com" else f"https://{host}/api/v3"
    where = f"{root}/repos/{repository}/issues"
    return Thread(
        all=f"{where}/{number}/comments",
        each=f"{where}/comments",
        changes="PATCH",
        key=lambda token: ("Authorization", f"Bearer {token}"),
    )


def _gitlab(host: str, project: str, number: str) -> Thread:
    """https://docs.gitlab.com/api/notes/#merge-requests."""
    path = quote(project, safe="")
    where = f"https://{host}/api/v4/projects/{path}/merge_requests/{number}/notes"
    return Thread(all=where, each=where, changes="PUT", key=lambda token: ("PRIVATE-TOKEN", token))


def _bitbucket(repository: str, number: str) -> Thread:
    """https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/."""
    root = "https://api.bitbucket.org/2.0/repositories"
    where = f"{root}/{repository}/pullrequests/{number}/comments"
    return Thread(
        all=where,
        each=where,
        changes="PUT",
        key=lambda token: ("Authorization", f"Bearer {token}"),
        size="pagelen",
        text=("content", "raw"),
        values="values",
    )


_NAME = r"[\w.-]+"
_FORGES: tuple[tuple[re.Pattern[str], Callable[..., Thread]], ...] = (
    (
        re.compile(rf"https://bitbucket\.org/({_NAME}/{_NAME})/pull-requests/(\d+)", re.A),
        _bitbucket,
    ),
    (re.compile(rf"https://([\w.:-]+)/({_NAME}/{_NAME})/pull/(\d+)", re.A), _github),
    (
        re.compile(rf"https://([\w.:-]+)/({_NAME}(?:/{_NAME})+)/-/merge_requests/(\d+)", re.A),
        _gitlab,
    ),
)


def encoded(body: Any) -> bytes:
    """A body as it is sent."""
    return json.dumps(body).encode()
