"""A database that grows by itself: its address in variables, its password in a secret that ECS reads."""

from bbfd import Container, Database, Serverless, WebService

service = WebService(
    container=Container(image="shop:4.2", port=8080),
    uses=(Database(name="orders", capacity=Serverless(least=0.5, most=8)),),
)
