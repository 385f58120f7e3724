"""pypdfium2's raw functions, bound so that a page of text takes few and cheap calls.

Handles and addresses are plain integers here: an object of ctypes for each character would take most
of the time of reading. Many calls in a row run through `map`, their results in one buffer.
"""

from __future__ import annotations

import ctypes
import struct
from collections import deque
from collections.abc import Callable, Iterable
from itertools import chain, groupby, repeat
from operator import itemgetter
from typing import Any, NamedTuple

import pypdfium2.raw as raw

Handle = ctypes.c_void_p
_INT, _HANDLE, _FLOAT = ctypes.c_int, ctypes.c_void_p, ctypes.c_float


class Segment(Handle):
    """A piece of a path: as a class of its own it stays a handle where a function gives it back."""


TEXT, PATH, IMAGE, FORM = (
    raw.FPDF_PAGEOBJ_TEXT,
    raw.FPDF_PAGEOBJ_PATH,
    raw.FPDF_PAGEOBJ_IMAGE,
    raw.FPDF_PAGEOBJ_FORM,
)
UNSEEN_MODES = frozenset((raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP))
LINE_TO, MOVE_TO = raw.FPDF_SEGMENT_LINETO, raw.FPDF_SEGMENT_MOVETO


def _bound(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of pdfium of its own: the argument types of the shared one stay as they are.

    Without argument types it takes small numbers and `Handle`s only, but a call takes half the time.
    """
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
_page_box = _bound("FPDF_GetPageBoundingBox", _INT, _HANDLE, _HANDLE)

load_text = _bound("FPDFText_LoadPage", _HANDLE, _HANDLE)
close_text = _bound("FPDFText_ClosePage", None, _HANDLE)
count_chars = _bound("FPDFText_CountChars", _INT, _HANDLE)
_char_texts = _bound("FPDFText_GetText", _INT, _HANDLE, _INT, _INT, _HANDLE)
_char_text = _bound("FPDFText_GetUnicode", ctypes.c_uint)
char_object = _bound("FPDFText_GetTextObject", _HANDLE)
_char_box = _bound("FPDFText_GetLooseCharBox", _INT)
_char_matrix = _bound("FPDFText_GetMatrix", _INT)
char_size = _bound("FPDFText_GetFontSize", ctypes.c_double)
char_unmapped = _bound("FPDFText_HasUnicodeMapError", _INT)
char_is_hyphen = _bound("FPDFText_IsHyphen", _INT)

count_objects = _bound("FPDFPage_CountObjects", _INT, _HANDLE)
get_object = _bound("FPDFPage_GetObject", _HANDLE)
count_in_form = _bound("FPDFFormObj_CountObjects", _INT, _HANDLE)
get_in_form = _bound("FPDFFormObj_GetObject", _HANDLE, _HANDLE, ctypes.c_ulong)
object_type = _bound("FPDFPageObj_GetType", _INT, _HANDLE)
_object_bounds = _bound("FPDFPageObj_GetBounds", _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
_object_matrix = _bound("FPDFPageObj_GetMatrix", _INT, _HANDLE, _HANDLE)
_set_matrix = _bound("FPDFPageObj_SetMatrix", _INT, _HANDLE, _HANDLE)
_set_stroke_width = _bound("FPDFPageObj_SetStrokeWidth", _INT, _HANDLE, _FLOAT)
_stroke_width = _bound("FPDFPageObj_GetStrokeWidth", _INT, _HANDLE, _HANDLE)
_set_render_mode = _bound("FPDFTextObj_SetTextRenderMode", _INT, _HANDLE, _INT)
render_mode = _bound("FPDFTextObj_GetTextRenderMode", _INT, _HANDLE)
set_active = _bound("FPDFPageObj_SetIsActive", _INT, _HANDLE, _INT)
clip_of = _bound("FPDFPageObj_GetClipPath", _HANDLE, _HANDLE)
count_clips = _bound("FPDFClipPath_CountPaths", _INT, _HANDLE)
count_clip_segments = _bound("FPDFClipPath_CountPathSegments", _INT, _HANDLE, _INT)
get_clip_segment = _bound("FPDFClipPath_GetPathSegment", Segment, _HANDLE, _INT, _INT)
count_marks = _bound("FPDFPageObj_CountMarks", _INT, _HANDLE)
_get_mark = _bound("FPDFPageObj_GetMark", _HANDLE, _HANDLE, ctypes.c_ulong)
_mark_name = _bound("FPDFPageObjMark_GetName", _INT, _HANDLE, _HANDLE, ctypes.c_ulong, _HANDLE)
_fill_colour = _bound("FPDFPageObj_GetFillColor", _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)

text_font = _bound("FPDFTextObj_GetFont", _HANDLE, _HANDLE)
_font_embedded = _bound("FPDFFont_GetIsEmbedded", _INT, _HANDLE)
_glyph_path = _bound("FPDFFont_GetGlyphPath", _HANDLE, _HANDLE, ctypes.c_uint32, _FLOAT)
_glyph_width = _bound("FPDFFont_GetGlyphWidth", _INT, _HANDLE, ctypes.c_uint32, _FLOAT, _HANDLE)

_draw_mode = _bound("FPDFPath_GetDrawMode", _INT, _HANDLE, _HANDLE, _HANDLE)
count_segments = _bound("FPDFPath_CountSegments", _INT, _HANDLE)
_get_segment = _bound("FPDFPath_GetPathSegment", Segment)
segment_type = _bound("FPDFPathSegment_GetType", _INT)
_segment_point = _bound("FPDFPathSegment_GetPoint", _INT)
segment_closes = _bound("FPDFPathSegment_GetClose", _INT)


count_annotations = _bound("FPDFPage_GetAnnotCount", _INT, _HANDLE)
_get_annotation = _bound("FPDFPage_GetAnnot", _HANDLE, _HANDLE, _INT)
_close_annotation = _bound("FPDFPage_CloseAnnot", None, _HANDLE)
remove_annotation = _bound("FPDFPage_RemoveAnnot", _INT, _HANDLE, _INT)
_annotation_kind = _bound("FPDFAnnot_GetSubtype", _INT, _HANDLE)
_annotation_text = _bound(
    "FPDFAnnot_GetStringValue", ctypes.c_ulong, _HANDLE, ctypes.c_char_p, _HANDLE, ctypes.c_ulong
)
_annotation_look = _bound("FPDFAnnot_GetAP", ctypes.c_ulong, _HANDLE, _INT, _HANDLE, ctypes.c_ulong)
_annotation_box = _bound("FPDFAnnot_GetRect", _INT, _HANDLE, _HANDLE)
_flatten = _bound("FPDFPage_Flatten", _INT, _HANDLE, _INT)
_count_attachments = _bound("FPDFDoc_GetAttachmentCount", _INT, _HANDLE)
_get_attachment = _bound("FPDFDoc_GetAttachment", _HANDLE, _HANDLE, _INT)
_attachment_name = _bound("FPDFAttachment_GetName", ctypes.c_ulong, _HANDLE, _HANDLE, ctypes.c_ulong)
_new_bitmap = _bound("FPDFBitmap_CreateEx", _HANDLE, _INT, _INT, _INT, _HANDLE, _INT)
_fill_bitmap = _bound("FPDFBitmap_FillRect", _INT, _HANDLE, _INT, _INT, _INT, _INT, ctypes.c_ulong)
_bitmap_bytes = _bound("FPDFBitmap_GetBuffer", _HANDLE, _HANDLE)
_bitmap_stride = _bound("FPDFBitmap_GetStride", _INT, _HANDLE)
_drop_bitmap = _bound("FPDFBitmap_Destroy", None, _HANDLE)
_render = _bound("FPDF_RenderPageBitmap", None, _HANDLE, _HANDLE, _INT, _INT, _INT, _INT, _INT, _INT)

_INTS = (_INT * 4)()
_INT_PLACES = [Handle(ctypes.addressof(_INTS) + ctypes.sizeof(_INT) * at) for at in range(4)]


class _Floats:
    """Room for some floats that each of many calls writes, one call after another.

    The same room serves all pages: what stands in it is read before the next calls are made.
    """

    def __init__(self, each: int) -> None:
        self._each = each
        self._buffer = (_FLOAT * 0)()
        self._places: list[Handle] = []

    def places(self, calls: int) -> list[Handle]:
        """Where each of so many calls is to write."""
        if calls > len(self._places):
            self._buffer = (_FLOAT * (self._each * calls))()
            first = ctypes.addressof(self._buffer)
            self._places = [Handle(first + 4 * self._each * at) for at in range(calls)]
        return self._places[:calls]

    def written(self, by: Iterable[Any], calls: int) -> tuple[float, ...]:
        """All floats, once every one of the calls has been made."""
        deque(by, 0)
        return struct.unpack_from(f"{self._each * calls}f", self._buffer)

    def copied(self, calls: int) -> memoryview[float]:
        """All floats of calls that have been made, each a number only when it is asked for."""
        return memoryview(ctypes.string_at(self._buffer, 4 * self._each * calls)).cast("f")

    def integers(self, calls: int) -> tuple[int, ...]:
        """All numbers of calls that have been made, and that write numbers of four bytes and no floats."""
        return struct.unpack_from(f"{self._each * calls}I", self._buffer)


_SINGLE, _BOXES, _MATRICES, _NUMBERS = _Floats(1), _Floats(4), _Floats(6), _Floats(1)
Columns = list[tuple[float, ...]]
Colour = tuple[int, int, int, int]
_BLACK: Colour = (0, 0, 0, 255)


def _columns(flat: tuple[float, ...], count: int) -> Columns:
    return [flat[at::count] for at in range(count)]


def page_box(page: int) -> tuple[float, ...]:
    """Left, top, right and bottom of what is shown of a page."""
    (place,) = _BOXES.places(1)
    return _BOXES.written([_page_box(page, place)], 1)


def char_boxes(text: Handle, count: int) -> list[memoryview[float]]:
    """The lefts, tops, rights and bottoms of all characters; few of them are needed of most characters."""
    deque(map(_char_box, repeat(text), range(count), _BOXES.places(count)), 0)
    room = _BOXES.copied(count)
    return [room[at::4] for at in range(4)]


def char_matrices(text: Handle, chars: list[int]) -> Columns:
    """The matrices of some characters: a, b, c, d, e and f."""
    calls = map(_char_matrix, repeat(text), chars, _MATRICES.places(len(chars)))
    return _columns(_MATRICES.written(calls, len(chars)), 6)


def char_texts(text: Handle, count: int) -> str:
    """What each character means; the two halves of a surrogate pair stand apart."""
    room = ctypes.create_string_buffer(2 * count + 2)
    written = _char_texts(text, 0, count, ctypes.addressof(room))
    whole = room.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
    if len(whole) == count:
        return whole
    return "".join(map(chr, map(_char_text, repeat(text), range(count))))


def matrices_of(handles: list[int]) -> list[tuple[float, ...]]:
    """The matrix of each object: a, b, c, d, e and f."""
    count = len(handles)
    flat = _MATRICES.written(map(_object_matrix, handles, _MATRICES.places(count)), count)
    if flat == flat[:6] * count:  # as on nearly all pages
        return [flat[:6]] * count
    return list(zip(*_columns(flat, 6), strict=True))


def bounds_of(handles: list[int]) -> Columns:
    """The lefts, bottoms, rights and tops of objects in the space that they are drawn in."""
    count = 4 * len(handles)
    places = _SINGLE.places(count)
    calls = map(_object_bounds, handles, places[0::4], places[1::4], places[2::4], places[3::4])
    return _columns(_SINGLE.written(calls, count), 4)


def segments_of(paths: list[int], sizes: list[int]) -> list[Segment]:
    """The segments of all paths, of which each has so many; the paths of one length are asked together."""
    segments: list[Segment] = []
    for size, stretch in groupby(zip(sizes, map(Handle, paths), strict=True), itemgetter(0)):
        held = [handle for _, handle in stretch]
        each = (map(_get_segment, held, repeat(number)) for number in range(size))
        segments += chain.from_iterable(zip(*each, strict=True))
    return segments


def points_of(segments: list[Segment]) -> Columns:
    """The x and y of the ends of the segments of a path."""
    count = 2 * len(segments)
    places = _SINGLE.places(count)
    calls = map(_segment_point, segments, places[0::2], places[1::2])
    return _columns(_SINGLE.written(calls, count), 2)


def glyph_width(font: int, char: str) -> float:
    """How far a character of a font of size 1 takes the pen; 0 where the font does not tell."""
    (place,) = _SINGLE.places(1)
    return _SINGLE.written([_glyph_width(font, ord(char), 1.0, place)], 1)[0]


def draws(font: int, char: str) -> bool:
    """Whether this machine can draw a character: the file holds the font, or one here has the character."""
    return bool(_font_embedded(font) or _glyph_path(font, ord(char), 1.0))


def stroke_width(handle: int) -> float:
    """How wide the pen is with which an object is drawn."""
    (place,) = _SINGLE.places(1)
    return _SINGLE.written([_stroke_width(handle, place)], 1)[0]


def set_stroked(handle: int) -> None:
    """Give a text object an outline of a point, so that it takes up room."""
    _set_render_mode(handle, raw.FPDF_TEXTRENDERMODE_STROKE)
    _set_stroke_width(handle, 1.0)
    (place,) = _MATRICES.places(1)
    _object_matrix(handle, place)
    _set_matrix(handle, place)  # only with a matrix is the place of the object worked out anew


def draw_modes(handles: list[int]) -> Iterable[tuple[int, int]]:
    """Of each path how it is filled and whether it is stroked; 0 where it is not."""
    count = 2 * len(handles)
    places = _NUMBERS.places(count)
    deque(map(_draw_mode, handles, places[0::2], places[1::2]), 0)
    modes = _NUMBERS.integers(count)
    return zip(modes[0::2], modes[1::2], strict=True)


def fill_colour(handle: int) -> Colour | None:
    """Red, green, blue and how opaque a filled object is, each up to 255."""
    if not _fill_colour(handle, *_INT_PLACES):
        return None
    red, green, blue, opacity = _INTS
    return red, green, blue, opacity


def fill_colours(handles: list[int]) -> tuple[list[Colour], set[Colour]]:
    """Red, green, blue and opacity of each object (black where pdfium does not tell), and all that occur."""
    count = len(handles)
    places = _NUMBERS.places(4 * count)
    told = list(map(_fill_colour, handles, places[0::4], places[1::4], places[2::4], places[3::4]))
    parts = _NUMBERS.integers(4 * count)
    if 0 not in told and parts == _BLACK * count:
        return [_BLACK] * count, {_BLACK}
    colours = list(zip(parts[0::4], parts[1::4], parts[2::4], parts[3::4], strict=True))
    if 0 in told:
        colours = [colour if known else _BLACK for colour, known in zip(colours, told, strict=True)]
    return colours, set(colours)


def mark_names(handle: int) -> list[str]:
    """The names of the marks around an object: P, Artifact, OC (a layer)."""
    room, size = ctypes.create_string_buffer(32), ctypes.c_ulong()
    names = []
    for number in range(count_marks(handle)):
        mark = _get_mark(handle, number)
        if _mark_name(mark, ctypes.addressof(room), len(room), ctypes.addressof(size)):
            names.append(room.raw[: max(0, size.value - 2)].decode("utf-16-le", "replace"))
    return names


def rendered(page: int, width: int, height: int, turns: int) -> tuple[bytes, int]:
    """The picture of a page, turned, in so many pixels of three bytes each, and the bytes of its rows."""
    bitmap = _new_bitmap(width, height, raw.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        _fill_bitmap(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        _render(bitmap, page, 0, 0, width, height, turns, 0)
        stride = _bitmap_stride(bitmap)
        return ctypes.string_at(_bitmap_bytes(bitmap), stride * height), stride
    finally:
        _drop_bitmap(bitmap)


class Annotation(NamedTuple):
    """Something put on a page: its kind, its words, a form field and its value, whether it is drawn, where.

    `box` is left, top, right and bottom in the space of the page.
    """

    kind: int
    words: str
    field: str
    value: str
    drawn: bool
    box: tuple[float, ...]


def annotations_of(page: int) -> list[Annotation]:
    """All annotations and form fields of a page."""
    found = []
    for number in range(count_annotations(page)):
        handle = _get_annotation(page, number)
        if not handle:
            continue
        (place,) = _BOXES.places(1)
        box = _BOXES.written([_annotation_box(handle, place)], 1)
        words, field, value = (_string(_annotation_text, handle, key) for key in (b"Contents", b"FT", b"V"))
        drawn = _annotation_look(handle, 0, None, 0) > 2
        found.append(Annotation(_annotation_kind(handle), words, field, value, drawn, box))
        _close_annotation(handle)
    return found


def print_annotations(page: int) -> bool:
    """Make what print shows of annotations a part of the page; false where there was nothing to do."""
    return bool(_flatten(page, raw.FLAT_PRINT) == raw.FLATTEN_SUCCESS)


def attachment_names(document: int) -> list[str]:
    """The names of the files that are attached to a document."""
    handles = [_get_attachment(document, number) for number in range(_count_attachments(document))]
    return [_string(_attachment_name, handle) for handle in handles if handle]


def _string(ask: Callable[..., int], handle: int, *key: bytes) -> str:
    size = ask(handle, *key, None, 0)
    if size <= 2:
        return ""
    room = ctypes.create_string_buffer(size)
    ask(handle, *key, ctypes.addressof(room), size)
    return room.raw[: size - 2].decode("utf-16-le", "replace")
