"""Run by hand, large, and gone."""

from bbfd import Container, Fargate, Repository, Task

service = Task(
    container=Container(name="builder", image=Repository()),
    runs_on=Fargate(cpu=2048, memory=12288),
)
