"""Checks graphs and records: SHACL shapes, in parts that fit into memory, and what SHACL is not made for."""
