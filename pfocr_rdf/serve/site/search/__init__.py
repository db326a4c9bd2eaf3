"""The search index: made from the triples of the store alone, asked by every page."""
