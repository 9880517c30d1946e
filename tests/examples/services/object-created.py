"""`ObjectCreated`: a task for each file that is put into a bucket, told its name by BUCKET and KEY."""

from bbfd import Container, EventTask, ObjectCreated

service = EventTask(
    container=Container(image="import:1.0"),
    event=ObjectCreated(bucket="shop-inbox", prefix="in/", suffix=".csv"),
)
