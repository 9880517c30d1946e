"""What had the last word on properties, as lines."""

from __future__ import annotations

from bbfd.model.stack import Overridden
from bbfd.report.line import text
from bbfd.report.overrides import override_lines

TOLD = (
    Overridden(path=("Task", "Cpu"), old="256", new="512", field="override.Task.Cpu"),
    Overridden(path=("Service", "Role"), old={"Ref": "A"}, new=None, field="override.Service.Role"),
)


def test_each_has_its_line_with_its_place_and_both_values() -> None:
    told = text(override_lines(TOLD, "dev-web", lambda field: f"services/web.py#{field}"))
    assert told.splitlines() == [
        'services/web.py#override.Task.Cpu: override Task.Cpu of dev-web: "256" -> "512"',
        'services/web.py#override.Service.Role: override Service.Role of dev-web: {"Ref": "A"} -> nothing',
    ]
