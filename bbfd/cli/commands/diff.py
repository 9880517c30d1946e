"""Look: what diff does, in some words here."""
