"""`EventTask`: a task for each event of an application, told of it by variables."""

from bbfd import Container, Event, EventTask, Unstarted

service = EventTask(
    container=Container(image="invoice:1.0"),
    event=Event(
        sources=("shop",),
        types=("Ordered",),
        detail={"total": [{"numeric": [">", 0]}]},
        variables={"ORDER": "$.detail.id"},
    ),
    unstarted=Unstarted(),
)
