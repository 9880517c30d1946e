"""`make golden`: write every template anew, and remove those that nothing makes any more."""

from __future__ import annotations

from tests.golden import HERE, kept, stacks, text


def main() -> None:
    every = dict(stacks())
    for name in kept() - every.keys():
        (HERE / name).unlink()
    for name, stack in every.items():
        file = HERE / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text(stack), encoding="utf-8")
    print(f"{len(every)} templates written; read the diff as the review of your change")


if __name__ == "__main__":
    main()
