"""The steps from a document to the records of its notice, as `normalizers.assemble` lists them."""
