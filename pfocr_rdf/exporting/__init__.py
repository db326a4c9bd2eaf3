"""Gene sets of figures in the formats of other tools: CX2 for NDEx and Cytoscape, GMT for enrichment analysis."""
