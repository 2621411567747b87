"""A package, so that the shop and the browser of these tests end with them."""
