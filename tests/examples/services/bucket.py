"""A bucket of the service's own: the tasks may use it, and read its name in a variable."""

from bbfd import Bucket, Container, Worker

service = Worker(
    container=Container(image="worker:1"),
    uses=(Bucket(name="uploads", old_versions=30),),
)
