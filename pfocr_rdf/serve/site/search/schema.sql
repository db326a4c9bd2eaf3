-- What the site knows, in one file beside the data: made whole, then only read.
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE paper (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, pmcid TEXT NOT NULL, title TEXT, citation TEXT,
    year INTEGER, journal TEXT, publisher TEXT, keywords TEXT NOT NULL, links TEXT NOT NULL
);

-- Numbered in the order of their IRIs; "drawn" holds the numbers of all entities, four bytes each.
CREATE TABLE figure (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, figid TEXT NOT NULL, alias TEXT, title TEXT NOT NULL,
    caption TEXT, type TEXT, score REAL, paper INTEGER REFERENCES paper, year INTEGER, number TEXT, picture TEXT,
    picture_page TEXT, network TEXT, pathway TEXT, keywords TEXT NOT NULL, annotated TEXT NOT NULL, words TEXT NOT NULL,
    genes INTEGER NOT NULL, drawn BLOB NOT NULL DEFAULT ''
);
CREATE INDEX figure_of_paper ON figure (paper);
CREATE INDEX figure_by_figid ON figure (figid);
CREATE INDEX paper_by_pmcid ON paper (pmcid);

-- Genes, chemicals, diseases and organisms; "key" is what their page is found under, "drawn_in" the numbers of all
-- figures, four bytes each.
CREATE TABLE entity (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, iri TEXT, label TEXT NOT NULL, names TEXT NOT NULL,
    links TEXT NOT NULL, taxon TEXT, figures INTEGER NOT NULL, drawn_in BLOB NOT NULL DEFAULT '', UNIQUE (kind, key)
);
CREATE TABLE depicts (entity INTEGER, figure INTEGER, PRIMARY KEY (entity, figure)) WITHOUT ROWID;
CREATE INDEX depicted ON depicts (figure, entity);

-- Everything that an entity, or a figure, is asked for by; folded as "naming.folded" does.
CREATE TABLE name (folded TEXT, entity INTEGER, shown TEXT, how TEXT, PRIMARY KEY (folded, entity)) WITHOUT ROWID;
CREATE TABLE figure_name (folded TEXT, figure INTEGER, PRIMARY KEY (folded, figure)) WITHOUT ROWID;

-- Pathways of WikiPathways, where its RDF stands beside ours.
CREATE TABLE pathway (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, key TEXT NOT NULL, title TEXT NOT NULL);
CREATE TABLE pathway_gene (
    entity INTEGER, pathway INTEGER, PRIMARY KEY (entity, pathway)
) WITHOUT ROWID;

-- Classes and properties of the data, with the number of instances or triples.
CREATE TABLE term (kind TEXT, iri TEXT, uses INTEGER NOT NULL, PRIMARY KEY (kind, iri)) WITHOUT ROWID;

CREATE VIEW searchable AS
    SELECT figure.id AS id, figure.title AS title, caption, words, paper.title AS paper
    FROM figure LEFT JOIN paper ON paper.id = figure.paper;
CREATE VIRTUAL TABLE text USING fts5 (
    title, caption, words, paper, content = 'searchable', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
