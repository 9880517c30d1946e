"""`Schedule`: one image, started at several times, told what to do at each; no run takes longer than an hour."""

from bbfd import Container, Schedule, ScheduledTask, Unstarted

service = ScheduledTask(
    container=Container(image="shop:1.0"),
    time_zone="Europe/Berlin",
    schedule=(
        Schedule(name="nightly", when="cron(0 2 * * ? *)", window=30, command=("report", "--all")),
        Schedule(name="hourly", when="rate(1 hour)", variables={"DEPTH": "1"}),
    ),
    unstarted=Unstarted(),
    time_limit=60,
    attempts=3,
)
