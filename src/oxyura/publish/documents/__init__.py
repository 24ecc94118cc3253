"""Documents: one model of what a document says, and writers that say it as HTML, DOCX and PDF."""
