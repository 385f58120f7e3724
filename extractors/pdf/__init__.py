"""PDF files and pictures of pages: two readers lead to one page."""
