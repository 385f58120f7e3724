"""Each change as one sentence: “河湖巡查”分值由18分降为15分；“好”档由14-18分改为12-15分；…"""

from __future__ import annotations

from pipeline.report.sentences.phrases import large
from pipeline.report.sentences.sentence import sentence

__all__ = ["large", "sentence"]
