"""What a person does to services that run: look into them, stop, start, scale and restart them."""
