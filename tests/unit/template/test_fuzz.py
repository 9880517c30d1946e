"""Whatever a file holds, reading it gives a document or one error with a place and a fix: never anything else."""

import json
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbfd.errors import DocumentError
from bbfd.template import Document, read
from bbfd.template.macros import unseen
from bbfd.template.nesting import handed, nested
from bbfd.template.scenarios import scenarios
from tests.unit.rules.stacks import WEB

# What a slip of the hand, a merge, an editor or malice puts into a template.
JUNK = [
    "\t", ":", ": ", "- ", "#", " #", "{", "}", "[", "]", ",", "'", '"', "&a ", "*a", "<<: *a", "!Ref ", "!Sub ",
    "!If ", "!GetAtt ", "!", "!!binary ", "!!python/object:os.system ", "|", ">", "?", "%YAML 1.1", "---", "...",
    "\r\n", "\r", "\n", "\0", "\x07", "\x1b[2J", "\u2028", "\x85", "\ufeff", "\ud800", "é", "\U0001f600", "=======",
    "<<<<<<< HEAD", "{{resolve:ssm:x}}", "${", "${x}", "Fn::ForEach::X", "0x", "1e999", "9" * 400, "# bbfd: allow",
    "# bbfd: allow X y", "null", "~", "on:", "Resources:", "[" * 120,
]  # fmt: skip
TEXTS = [
    WEB,
    json.dumps(read(WEB, "t").body, indent=1),
    "Resources: &r\n  A: {Type: T, Properties: &p {X: !If [C, 1, !Ref P]}}\n  B: {<<: *p, Type: T}\n"
    "Conditions: {C: !Equals [!Ref P, x]}\nParameters: {P: {Type: String}}\n",
]


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A template after some slips."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.sampled_from([0, 0, 1, 2, 5, 40, 400])))
        text = text[:at] + draw(st.sampled_from(["", *JUNK])) + text[end:]
    return text


def document_in(text: str) -> Document | None:
    """The document; None where there is one error that says where and what to do."""
    refused: DocumentError | None = None
    try:
        return read(text, "t.yaml")
    except DocumentError as error:
        refused = error
    assert refused.what
    assert refused.fix
    assert refused.place is not None
    assert 1 <= refused.place.line <= max(text.count("\n") + 1, len(text.splitlines()))
    assert refused.place.column >= 1
    return None


def looked_through(document: Document) -> None:
    for view in scenarios(document):
        for logical_id in view.values.resources:
            view.place(("Resources", logical_id, "Properties", "X"))
    unseen(document)
    for each in nested(document):
        handed(document, each.parameters)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt())
def test_a_spoilt_template_is_read_or_refused(text: str) -> None:
    document = document_in(text)
    if document is not None:
        looked_through(document)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    document_in(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*JUNK, "a", "b: c", "\n  "]), max_size=25))
def test_any_heap_of_signs_is_read_or_refused(signs: Sequence[str]) -> None:
    document_in("Resources:\n" + "".join(signs))
