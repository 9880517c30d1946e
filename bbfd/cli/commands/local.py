"""Look: what local does, in some words here."""
