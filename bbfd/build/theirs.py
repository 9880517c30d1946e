"""Parts and features of the project's own: what they raise is the project's to mend, and no bug of ours."""

from __future__ import annotations

from bbfd.model.stack import Refusal

_OURS = "bbfd"


def failing(asked: object, error: Exception, field: str = "") -> Refusal:
    """What to tell of an error that one of theirs raised; one of ours is raised again. field: where it is used."""
    if (getattr(asked, "__module__", None) or _OURS).partition(".")[0] == _OURS:
        raise error
    name = getattr(asked, "__qualname__", type(asked).__qualname__)
    return Refusal(
        what=f"{name} fails with {type(error).__name__}: {error}",
        fix=f"correct {name}: it is the project's own",
        field=field,
    )
