"""The article in a page: what is found, what is passed over, and what the page says of it."""
