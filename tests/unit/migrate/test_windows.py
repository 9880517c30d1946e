"""Tasks of Windows instances: their platform is said, and their size is one that Windows has."""

from __future__ import annotations

import pytest

from bbfd.migrate import migrate
from tests.unit.migrate.templates import WORKER, container, resource
from tests.unit.migrate.test_steps import both, of_task


def image(name: str) -> str:
    (line,) = (each for each in WORKER.splitlines() if each.strip().startswith("Image:"))
    return WORKER.replace(line, f"{line[: line.index('Image:')]}Image: {name}")


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2019", "2019"),
        ("mcr.microsoft.com/windows/servercore:ltsc2022", "2022"),
        ("mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-1809", "2019"),
    ],
)
def test_an_image_of_windows_says_its_release(name, family):
    task = of_task(image(f"'{name}'"))
    assert task["RuntimePlatform"] == {
        "CpuArchitecture": "X86_64",
        "OperatingSystemFamily": f"WINDOWS_SERVER_{family}_CORE",
    }
    assert (task["Cpu"], task["Memory"]) == ("1024", "2048")


@pytest.mark.parametrize(
    "text",
    [
        container("EntryPoint: [powershell, -Command]"),
        resource(
            "Start: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: "
            "{InstanceType: m5.large, ImageId: ami-1, UserData: "
            "{'Fn::Base64': '<powershell>Initialize-ECSAgent</powershell>'}}}"
        ),
    ],
)
def test_where_nothing_says_the_release_it_is_asked_for(text):
    task = of_task(text)
    assert task["RuntimePlatform"]["OperatingSystemFamily"] == {"Ref": "WindowsFamily"}
    assert task["Cpu"] == "1024"
    assert migrate(migrate(text, "t").after, "t").unchanged


@pytest.mark.parametrize("command", ["[sh, -c, powershell]", "[node, windows.js]"])
def test_a_word_of_windows_makes_no_windows(command):
    assert "RuntimePlatform" not in of_task(container(f"Command: {command}"))
    assert "WindowsFamily" not in both(container(f"Command: {command}"))
