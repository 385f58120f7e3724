"""Tables across pages: joined, parted, their heads and captions; paragraphs between them."""
