"""`exec`: its containers can be entered with ECS Exec."""

from bbfd import Container, WebService

service = WebService(container=Container(image="nginx:1.27", port=80), exec=True)
