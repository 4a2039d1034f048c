"""Any SPARQL 1.1 store at a URL, with the tables and the journal that are kept here beside it."""
