"""One comment on a pull request, on a forge that is a dictionary."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bbfd.ci.comment import Answer, Request, put, thread_of
from bbfd.errors import Refused, UsageError

MARK = "<!-- bbfd diff prod -->"
URLS = {
    "github": "https://github.com/octo/shop/pull/7",
    "enterprise": "https://git.example.com/octo/shop/pull/7",
    "gitlab": "https://gitlab.com/octo/web/shop/-/merge_requests/7",
    "bitbucket": "https://bitbucket.org/octo/shop/pull-requests/7",
}
ALL = {
    "github": "https://api.github.com/repos/octo/shop/issues/7/comments",
    "enterprise": "https://git.example.com/api/v3/repos/octo/shop/issues/7/comments",
    "gitlab": "https://gitlab.com/api/v4/projects/octo%2Fweb%2Fshop/merge_requests/7/notes",
    "bitbucket": "https://api.bitbucket.org/2.0/repositories/octo/shop/pullrequests/7/comments",
}
every_forge = pytest.mark.parametrize("forge", URLS)


class Forge:
    """Comments, each with its text; those of others cannot be changed."""

    def __init__(
        self, forge: str, texts: tuple[str, ...] = (), others: tuple[int, ...] = ()
    ) -> None:
        self.forge = forge
        self.texts = dict(enumerate(texts, 1))
        self.others = others
        self.asked: list[Request] = []
        self.status: dict[str, int] = {}

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        if request.method in self.status:
            return Answer(status=self.status[request.method])
        if request.method == "GET":
            return self._page(request.url)
        text = request.body["content"]["raw"] if self.forge == "bitbucket" else request.body["body"]
        if request.method == "POST":
            assert request.url == ALL[self.forge]
            self.texts[len(self.texts) + 1] = text
            return Answer(status=201, body={})
        number = int(request.url.rpartition("/")[2])
        if number in self.others:
            return Answer(status=403)
        self.texts[number] = text
        return Answer(status=200, body={})

    def _page(self, url: str) -> Answer:
        where, _, query = url.partition("?")
        assert where == ALL[self.forge]
        page = int(re.findall(r"&page=(\d+)", query)[0])
        every = [self._comment(*each) for each in self.texts.items()][(page - 1) * 100 : page * 100]
        return Answer(status=200, body={"values": every} if self.forge == "bitbucket" else every)

    def _comment(self, number: int, text: str) -> Any:
        if self.forge == "bitbucket":
            return {"id": number, "content": {"raw": text}}
        return {"id": number, "body": text}


def told(forge: Forge, text: str = f"{MARK}\nnew\n") -> str:
    return put(text, thread_of(URLS[forge.forge]), "secret", forge)


@every_forge
def test_the_first_one_is_made_and_the_next_one_changes_it(forge: str) -> None:
    there = Forge(forge, ("hello", "<!-- bbfd diff dev -->\nother"))
    assert told(there) == "made"
    assert told(there, f"{MARK}\nnewer\n") == "changed"
    assert list(there.texts.values())[2:] == [f"{MARK}\nnewer\n"]
    assert there.texts[1] == "hello"
    assert there.texts[2] == "<!-- bbfd diff dev -->\nother"


@every_forge
def test_it_is_found_on_a_later_page(forge: str) -> None:
    there = Forge(forge, (*["x"] * 150, f"{MARK}\r\nold"))
    assert told(there) == "changed"
    assert there.texts[151] == f"{MARK}\nnew\n"
    assert len(there.texts) == 151


@every_forge
def test_what_another_wrote_with_our_line_is_left_and_a_comment_made(forge: str) -> None:
    there = Forge(forge, (f"{MARK}\nthe sky is blue",), others=(1,))
    assert told(there) == "made"
    assert told(there, f"{MARK}\nnewer\n") == "changed"
    assert there.texts == {1: f"{MARK}\nthe sky is blue", 2: f"{MARK}\nnewer\n"}


def test_a_deleted_one_of_bitbucket_is_not_brought_back() -> None:
    there = Forge("bitbucket", (f"{MARK}\nold",))
    deleted = {"values": [{"id": 1, "deleted": True, "content": {"raw": f"{MARK}\nold"}}]}

    def send(request: Request) -> Answer:
        return Answer(status=200, body=deleted) if request.method == "GET" else there(request)

    assert put(f"{MARK}\nnew", thread_of(URLS["bitbucket"]), "secret", send) == "made"


@every_forge
def test_the_token_goes_into_a_header_alone(forge: str) -> None:
    there = Forge(forge, (f"{MARK}\nold",))
    told(there)
    for request in there.asked:
        assert "secret" not in request.url
        assert "secret" not in str(request.body)
        assert any("secret" in value for value in request.headers.values())


@every_forge
@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_that_may_not_is_told(forge: str, status: int) -> None:
    there = Forge(forge)
    there.status = {"GET": 200, "POST": status}
    there.status.pop("GET")
    with pytest.raises(Refused, match="does not take a comment") as raised:
        told(there)
    assert "BBFD_COMMENT_TOKEN" in raised.value.fix


@every_forge
def test_a_forge_that_fails_is_told(forge: str) -> None:
    there = Forge(forge)
    there.status = {"GET": 502}
    with pytest.raises(Refused, match="502"):
        told(there)


@pytest.mark.parametrize(
    "url",
    [
        "http://github.com/octo/shop/pull/7",
        "https://github.com/octo/shop/issues/7",
        "https://github.com/octo/pull/7",
        "https://user@github.com/octo/shop/pull/7",
        "https://github.com/octo/shop/pull/7?x=1",
        "https://gitlab.com/shop/-/merge_requests/7",
        "https://evil.example/#https://github.com/octo/shop/pull/7",
        "https://github.com/octo/../pull/7/pull/8/x",
        "",
    ],
)
def test_what_is_no_pull_requests_address_gets_no_token(url: str) -> None:
    with pytest.raises(UsageError, match="is no pull request's address"):
        thread_of(url)


@pytest.mark.parametrize("text", ["", "hello", "<!-- bbfd", "x <!-- bbfd diff prod -->"])
def test_a_text_of_another_is_not_put_there(text: str) -> None:
    with pytest.raises(UsageError, match="no comment of ours"):
        told(Forge("github"), text)
