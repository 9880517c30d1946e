"""`python -m tests.golden.ci`: write the jobs and their roles anew."""

from __future__ import annotations

from tests.golden.ci import HERE, kept, texts


def main() -> None:
    every = dict(texts())
    for name in kept() - every.keys():
        (HERE / name).unlink()
    for name, text in every.items():
        file = HERE / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    print(f"{len(every)} files of jobs written; read the diff as the review of your change")


if __name__ == "__main__":
    main()
