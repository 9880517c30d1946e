"""The same from another command of the same image, always started again."""

from bbfd import Container, Repository, Worker

service = Worker(container=Container(image=Repository(name="bots"), command=("monolithic_bot",)))
