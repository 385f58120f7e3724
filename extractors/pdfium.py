"""pypdfium2's raw functions, bound so that a page of text takes few and cheap calls.

Handles and addresses are plain integers here: an object of ctypes for each character would take most
of the time of reading. Many calls in a row run through `map`, their results in one buffer.
"""

from __future__ import annotations

import ctypes
import struct
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import pypdfium2.raw as raw

_INT, _HANDLE, _FLOAT = ctypes.c_int, ctypes.c_void_p, ctypes.c_float

TEXT, PATH, IMAGE, FORM = (
    raw.FPDF_PAGEOBJ_TEXT,
    raw.FPDF_PAGEOBJ_PATH,
    raw.FPDF_PAGEOBJ_IMAGE,
    raw.FPDF_PAGEOBJ_FORM,
)
LINE_TO, MOVE_TO = raw.FPDF_SEGMENT_LINETO, raw.FPDF_SEGMENT_MOVETO
STROKE_TEXT = raw.FPDF_TEXTRENDERMODE_STROKE


def _bound(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of pdfium of its own: the argument types of the shared one stay as they are."""
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


load_document = _bound("FPDF_LoadMemDocument64", _HANDLE, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p)
close_document = _bound("FPDF_CloseDocument", None, _HANDLE)
last_error = _bound("FPDF_GetLastError", ctypes.c_ulong)
page_count = _bound("FPDF_GetPageCount", _INT, _HANDLE)
load_page = _bound("FPDF_LoadPage", _HANDLE, _HANDLE, _INT)
close_page = _bound("FPDF_ClosePage", None, _HANDLE)
page_rotation = _bound("FPDFPage_GetRotation", _INT, _HANDLE)
page_box = _bound("FPDF_GetPageBoundingBox", _INT, _HANDLE, _HANDLE)

load_text = _bound("FPDFText_LoadPage", _HANDLE, _HANDLE)
close_text = _bound("FPDFText_ClosePage", None, _HANDLE)
count_chars = _bound("FPDFText_CountChars", _INT, _HANDLE)
char_texts = _bound("FPDFText_GetText", _INT, _HANDLE, _INT, _INT, _HANDLE)
char_text = _bound("FPDFText_GetUnicode", ctypes.c_uint, _HANDLE, _INT)
char_object = _bound("FPDFText_GetTextObject", _HANDLE, _HANDLE, _INT)
char_box = _bound("FPDFText_GetLooseCharBox", _INT, _HANDLE, _INT, _HANDLE)
char_matrix = _bound("FPDFText_GetMatrix", _INT, _HANDLE, _INT, _HANDLE)
char_size = _bound("FPDFText_GetFontSize", ctypes.c_double, _HANDLE, _INT)
char_unmapped = _bound("FPDFText_HasUnicodeMapError", _INT, _HANDLE, _INT)
char_is_hyphen = _bound("FPDFText_IsHyphen", _INT, _HANDLE, _INT)

count_objects = _bound("FPDFPage_CountObjects", _INT, _HANDLE)
get_object = _bound("FPDFPage_GetObject", _HANDLE, _HANDLE, _INT)
count_in_form = _bound("FPDFFormObj_CountObjects", _INT, _HANDLE)
get_in_form = _bound("FPDFFormObj_GetObject", _HANDLE, _HANDLE, ctypes.c_ulong)
object_type = _bound("FPDFPageObj_GetType", _INT, _HANDLE)
object_bounds = _bound("FPDFPageObj_GetBounds", _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
object_matrix = _bound("FPDFPageObj_GetMatrix", _INT, _HANDLE, _HANDLE)
set_matrix = _bound("FPDFPageObj_SetMatrix", _INT, _HANDLE, _HANDLE)
set_stroke_width = _bound("FPDFPageObj_SetStrokeWidth", _INT, _HANDLE, _FLOAT)
stroke_width_of = _bound("FPDFPageObj_GetStrokeWidth", _INT, _HANDLE, _HANDLE)
set_render_mode = _bound("FPDFTextObj_SetTextRenderMode", _INT, _HANDLE, _INT)
fill_colour = _bound("FPDFPageObj_GetFillColor", _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)

draw_mode = _bound("FPDFPath_GetDrawMode", _INT, _HANDLE, _HANDLE, _HANDLE)
count_segments = _bound("FPDFPath_CountSegments", _INT, _HANDLE)
get_segment = _bound("FPDFPath_GetPathSegment", _HANDLE, _HANDLE, _INT)
segment_type = _bound("FPDFPathSegment_GetType", _INT, _HANDLE)
segment_point = _bound("FPDFPathSegment_GetPoint", _INT, _HANDLE, _HANDLE, _HANDLE)
segment_closes = _bound("FPDFPathSegment_GetClose", _INT, _HANDLE)


def stroke_width(handle: int) -> float:
    """How wide the pen is with which an object is drawn."""
    room = Floats(1, 1)
    return room.fill([stroke_width_of(handle, room.places[0])])[0]


class Floats:
    """Room for some floats that each of many calls writes, one call after another."""

    def __init__(self, calls: int, each: int) -> None:
        """Room for `calls` times `each` floats."""
        self._buffer = (_FLOAT * (calls * each))()
        first = ctypes.addressof(self._buffer)
        self.places = range(first, first + 4 * each * calls, 4 * each)

    def fill(self, results: Iterable[Any]) -> tuple[float, ...]:
        """All floats, once every one of the calls has been made."""
        deque(results, 0)
        return struct.unpack(f"{len(self._buffer)}f", self._buffer)
