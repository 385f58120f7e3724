"""Where files are: on this machine and its shared folders, or at an address that fsspec knows."""
