"""`Task`: nothing runs by itself; somebody, or a deployment, starts it."""

from bbfd import Container, Task

service = Task(container=Container(image="shop:1.0", command=("migrate",)), calls=True)
