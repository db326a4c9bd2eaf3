"""PFOCR as an RDF knowledge graph."""
