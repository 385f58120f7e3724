"""Lines of a page's image recognised as text, by the model that rapidocr brings with it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.scans.ink import Grey

# the model reads lines of this height
_HEIGHT = 48
_THREADS = 4
_NARROW = dict(zip("(),:;!?", "（），：；！？", strict=True))
_POINTLESS = re.compile(r"(?<![\d.])0\d+(?:[分%％]|$)")
# a character less sure than this is doubtful
_SURE = 0.8


class Read(NamedTuple):
    """The characters of a line, how sure each is (up to 1), and where their middles are (0 to 1)."""

    text: str
    sure: tuple[float, ...]
    middles: tuple[float, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """The characters that are not sure, those that stand together as one word; of blanks none is told."""
        words, before = [""], False
        for char, sure in zip(self.text, self.sure, strict=True):
            doubtful = sure < _SURE and not char.isspace()
            if doubtful and not before:
                words.append("")
            words[-1] += char if doubtful else ""
            before = doubtful
        return tuple(filter(None, words))


def recognised(lines: Sequence[Grey]) -> list[Read]:
    """The text of the images of lines, each of one line.

    Each is read by itself: side by side in one batch they would be filled up to one width, which changes
    what is read, and takes no less time. So does one thread for each line, and the same line always
    gives the same text.
    """
    _model()
    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as threads:
        return list(threads.map(_recognised, lines))


def _recognised(line: Grey) -> Read:
    wide = max(8, round(line.shape[1] * _HEIGHT / line.shape[0]))
    how = cv2.INTER_AREA if line.shape[0] > _HEIGHT else cv2.INTER_CUBIC
    sized = cv2.resize(line, (wide, _HEIGHT), interpolation=how).astype(np.float32) / 127.5 - 1.0
    session, characters, twins = _model()
    image = np.broadcast_to(sized, (1, 3, _HEIGHT, wide))
    (scores,) = session.run(None, {session.get_inputs()[0].name: image})
    return _decoded(scores[0], characters, twins)


@cache
def _model() -> tuple[Any, list[str], dict[int, list[int]]]:
    """The recognition model and its characters, the first of which is the blank between characters.

    Some have twins that are only wider: ( and （, or longer: - and —. Which of them it is matters to nobody.
    """
    import onnxruntime

    spec = find_spec("rapidocr")
    assert spec
    assert spec.origin
    # by its path and not through rapidocr, which would fetch a model that it does not find
    (path,) = sorted((Path(spec.origin).parent / "models").glob("*_rec_*.onnx"))
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    characters = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    alike: dict[str, list[int]] = {}
    for number, char in enumerate(characters):
        plain = "-" if unicodedata.category(char or " ") == "Pd" else unicodedata.normalize("NFKC", char)
        alike.setdefault(plain, []).append(number)
    twins = {number: group for group in alike.values() for number in group if len(group) > 1}
    return session, characters, twins


def _decoded(scores: NDArray[np.float32], characters: list[str], twins: dict[int, list[int]]) -> Read:
    """One character for each stretch of columns that have the same best one."""
    best = scores.argmax(axis=1)
    bounds = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    text, certain, middles = "", [], []
    for start, end in pairwise(bounds):
        number = int(best[start])
        if characters[number]:
            text += characters[number]
            sure = scores[start:end, twins.get(number, [number])].sum(axis=1).max()
            certain.append(min(1.0, float(sure)))
            middles.append((start + end) / 2 / len(best))
    return Read(widened(text), tuple(certain), tuple(middles))


def lacks_point(text: str, at: int) -> bool:
    """Whether the figure here is one that nobody writes, as its point was not read: 05分, but not 05月."""
    return _POINTLESS.match(text, at) is not None


def widened(text: str) -> str:
    """Brackets and stops beside Han in their wide form, and brackets in pairs of one width.

    The model gives 好(5分） as often as 好（5分）.
    """
    wide = [unicodedata.east_asian_width(char) in "WF" for char in text]
    plain = list(text)
    for at, char in enumerate(text):
        if char in _NARROW and (any(wide[max(0, at - 1) : at]) or any(wide[at + 1 : at + 2])):
            plain[at], wide[at] = _NARROW[char], True
    opened: list[int] = []
    for at, char in enumerate(plain):
        if char in "(（":
            opened.append(at)
        elif char in ")）" and opened:
            pair = opened.pop(), at
            if any(wide[end] for end in pair):
                plain[pair[0]], plain[pair[1]] = "（", "）"
    return "".join(plain)
