"""Look: what status does, in some words here."""
