"""A plan that is only shown is shown whole; one that is to be carried out is refused where it would surely fail."""

from __future__ import annotations

import pytest

from bbfd.deploy.means import Wishes
from bbfd.deploy.plan.weighed import weighed
from bbfd.deploy.proposal import Proposal
from bbfd.errors import Refused
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import case, replaced

TABLE = "AWS::DynamoDB::Table"


def _weighed(wishes: Wishes) -> Proposal:
    one = case(replaced(TABLE, "KeySchema", logical_id="Orders"), protected=True)
    return weighed(one.proposal, one.stack, None, {}, wishes, FakeAws().means())


def test_what_is_carried_out_is_refused() -> None:
    with pytest.raises(Refused, match=r"Orders .* holds data"):
        _weighed(Wishes())


def test_what_is_shown_has_its_changes_and_what_stands_in_their_way() -> None:
    shown = _weighed(Wishes(shows=True))
    assert [change.logical_id for change in shown.replaced] == ["Orders"]
    ((what, fix),) = shown.objections.items()
    assert "Orders (AWS::DynamoDB::Table) holds data" in what
    assert "leave KeySchema as it was" in fix
