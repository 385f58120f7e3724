"""Web pages: markup to paragraphs and tables."""
