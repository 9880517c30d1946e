"""Look: what deploy does, in some words here."""
