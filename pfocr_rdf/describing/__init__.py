"""Descriptions of a data set: what is in it, counted, and where it comes from."""
