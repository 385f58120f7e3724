"""The contract of the output for other programs: schemas, the data dictionary, and the version of both."""

from pipeline.contract.dictionary import dictionary
from pipeline.contract.notice import notice_schema
from pipeline.contract.versions import digest

__all__ = ["dictionary", "digest", "notice_schema"]
