"""A rubric in the formats of other systems, each with a list of what the format could not hold."""

from pipeline.export.model import Export, Lost
from pipeline.export.write import FORMATS, export, lost_csv

__all__ = ["FORMATS", "Export", "Lost", "export", "lost_csv"]
