"""Makes the PDF, DOCX, XLSX and ODT files of a corpus from plain sources, the same bytes each time."""
