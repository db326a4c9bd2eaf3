"""Two exports, or two checkouts, to what was added, removed and changed between them."""
