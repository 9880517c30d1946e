"""A page from nginx: the smallest service that answers."""

from bbfd import Container, Fargate, Http, Tuning, WebService

service = WebService(
    container=Container(image="public.ecr.aws/nginx/nginx:1.27", port=80),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(path="/*"),
    tuning={"prod": Tuning(count=2)},
)
