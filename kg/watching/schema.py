"""The tables of what a watcher knows."""

from kg.watching import begun, holdings, standing

SCHEMA = """
CREATE TABLE source (
    name TEXT PRIMARY KEY, kind TEXT, place TEXT, interval REAL, trust REAL, active INT DEFAULT 1,
    last_run REAL, last_success REAL, next_run REAL DEFAULT 0, failures INT DEFAULT 0, error TEXT,
    listed INT, listed_before INT, fresh INT, etag TEXT DEFAULT '', modified TEXT DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE item (
    number INTEGER PRIMARY KEY, source TEXT, key TEXT, job TEXT, stamp TEXT, payload TEXT,
    priority INT, state TEXT, reason TEXT DEFAULT '', attempts INT DEFAULT 0, due REAL DEFAULT 0,
    found REAL, finished REAL, taken INT DEFAULT 0, unchanged INT DEFAULT 0, claims INT DEFAULT 0,
    documents TEXT DEFAULT '[]', etag TEXT DEFAULT '', modified TEXT DEFAULT '',
    UNIQUE (source, key)
);
CREATE INDEX item_due ON item (priority, number) WHERE state IN ('waiting', 'aside');
CREATE INDEX item_job ON item (job) WHERE job IS NOT NULL;
CREATE INDEX item_finished ON item (source, finished);
CREATE TABLE trouble (
    number INTEGER PRIMARY KEY, item INT, source TEXT, what TEXT, place TEXT, reason TEXT, at REAL
);
CREATE INDEX trouble_item ON trouble (item);
CREATE INDEX trouble_source ON trouble (source, at);
CREATE TABLE job (id TEXT PRIMARY KEY, source TEXT, created REAL, signature TEXT UNIQUE)
WITHOUT ROWID;
"""
# From each format of the file to the next: what each item holds; what is being written; the most
# facts that a source ever had; how far an archive was read.
STEPS = (
    SCHEMA.split(";\n"),
    (*holdings.SCHEMA, holdings.FILLED),
    begun.SCHEMA,
    standing.SCHEMA,
    ("ALTER TABLE item ADD COLUMN position TEXT DEFAULT ''",),
)
