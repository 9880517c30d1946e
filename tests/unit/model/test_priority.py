from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bbfd.model.priority import band, slot

HOSTS = st.sampled_from([None, "*.example.com", "a.example.com"])
PATHS = st.from_regex(r"/[a-z/]{0,50}[*]?", fullmatch=True)


@given(st.text(min_size=1, max_size=20), HOSTS, PATHS)
def test_a_slot_is_in_its_band_and_the_band_in_what_aws_allows(service, host, path):
    where = band(host, path)
    assert 1 <= where.first <= slot(service, host, path) <= where.last <= 50000


def test_the_more_specific_rule_is_asked_first():
    order = [
        ("a.example.com", "/exact"),
        ("a.example.com", "/long/beginning/*"),
        ("a.example.com", "/long/*"),
        ("a.example.com", "/*"),
        ("*.example.com", "/exact"),
        ("*.example.com", "/*"),
        (None, "/exact"),
        (None, "/long/*"),
        (None, "/l*"),
        (None, "/*"),
    ]
    for earlier, later in itertools.pairwise(order):
        assert band(*earlier).last < band(*later).first


@given(HOSTS, HOSTS, PATHS, PATHS)
def test_two_bands_are_one_or_apart(host, other_host, path, other_path):
    one, other = band(host, path), band(other_host, other_path)
    assert one == other or one.last < other.first or other.last < one.first


def test_a_literal_beginning_ends_at_the_first_wildcard():
    assert band(None, "/a/*/bb*") == band(None, "/a/*")
    assert band(None, "/a?c/bb*") == band(None, "/a*")
    assert band(None, "/abc*").last < band(None, "/a/*/bb*").first
