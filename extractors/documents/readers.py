"""Which reader reads a file, by the end of its name."""

from extractors.documents.archives import archive
from extractors.documents.draft import Reader
from extractors.documents.feeds import feed
from extractors.documents.mail import mail
from extractors.documents.pages import html, pdf, plain_text
from extractors.documents.recognition import calendar, table, workbook
from extractors.documents.records import json_file, json_lines

READERS: dict[str, Reader] = {
    ".txt": plain_text,
    ".md": plain_text,
    ".html": html,
    ".htm": html,
    ".pdf": pdf,
    ".json": json_file,
    ".jsonl": json_lines,
    ".ndjson": json_lines,
    ".rss": feed,
    ".atom": feed,
    ".xml": feed,
    ".csv": table,
    ".tsv": table,
    ".xlsx": workbook,
    ".ics": calendar,
    ".ical": calendar,
    ".jsonld": json_file,
    ".eml": mail,
    ".warc": archive,
    ".gz": archive,
}
