"""A function that runs to its end, and is started again where it fails."""

from bbfd import Container, Repository, Restart, Worker

service = Worker(
    container=Container(
        image=Repository(name="bots"),
        command=("function_bot",),
        restart=Restart(ignored=(0,), period=60),
    )
)
