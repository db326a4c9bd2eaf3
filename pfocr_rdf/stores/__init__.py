"""Triples at rest: stores that are opened to be asked, and stores that are loaded."""
