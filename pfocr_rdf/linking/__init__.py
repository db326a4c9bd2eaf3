"""Links that have to be computed: pathways that share genes with figures."""
