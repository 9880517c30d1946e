"""`Tracing`: a collector beside the container sends its traces to X-Ray."""

from bbfd import Container, Tracing, Worker

service = Worker(container=Container(image="worker:1"), uses=(Tracing(),))
