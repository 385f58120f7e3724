"""Form: bytes of a notice to a neutral document of blocks, tables and cells."""
