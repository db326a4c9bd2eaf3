"""The service: a SPARQL endpoint and a web site over one set of data that nobody can change through it."""
