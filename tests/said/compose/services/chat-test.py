"""Tries it out, when asked."""

from bbfd import Container, Repository, Task

service = Task(
    container=Container(
        image=Repository(),
        variables={"SELF_URL": "https://chat.example.org", "WS_URL": "wss://chat.example.org"},
    )
)
