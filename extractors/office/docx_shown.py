"""What print shows of a run of Word: neither hidden nor struck out nor in the colour of its paper."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from extractors.characters.colours import Colour, alike, hex_colour
from extractors.characters.symbols import is_sign_font
from extractors.office.docx_lists import Styles
from extractors.office.opc import child, local, value
from extractors.unshown import Reason

PLACEHOLDER = "placeholder"  # an attribute that no file has: the mark of `mark_placeholders`
_OFF = frozenset({"0", "false", "off", "none"})
_WHITE = (255, 255, 255)
_MARKERS = {"black": (0, 0, 0), "white": _WHITE, "yellow": (255, 255, 0)}
_TINY = 4  # half points: two points are a trace of dust on paper
_FLAT = 40  # twips: a row two points high shows no line of text


@dataclass(slots=True)
class Shown:
    """Tells the runs apart, and keeps what was met and not shown until it is told."""

    styles: Styles
    met: list[tuple[Reason, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # codes of fields that show something that is not known

    def reason_against(self, run: Run) -> Reason | None:
        """Why a run is not shown by print; None where it is."""
        if self._is_on("vanish", run):
            return "hidden"
        if self._is_on("strike", run) or self._is_on("dstrike", run):
            return "struck"
        if run.node.get(PLACEHOLDER):
            return "placeholder"
        return "unseen" if self._is_tiny(run) or self._is_of_its_ground(run) else None

    def sign_fonts(self, run: Run) -> tuple[str, str]:
        """The fonts of signs of a run, for its ASCII and its other letters; empty for fonts of letters."""
        fonts = self._property("rFonts", run)
        if fonts is None:
            return "", ""
        ascii_font, others = value(fonts, "ascii") or "", [value(fonts, key) for key in ("hAnsi", "eastAsia")]
        other = next((font for font in (*others, ascii_font) if font and is_sign_font(font)), "")
        return ascii_font if is_sign_font(ascii_font) else "", other

    def _is_on(self, name: str, run: Run) -> bool:
        """Whether a property that is on or off is on: what two kinds of style both turn on is off."""
        own = run.own.get(name)
        if own is not None:
            return value(own) not in _OFF
        if not self.styles.gives(name):
            return False
        of_styles = (self.styles.of_run(run.style, name), self.styles.of_paragraph(run.paragraph, name))
        on = [node is not None and value(node) not in _OFF for node in of_styles]
        default = self.styles.default(name)
        return on[0] != on[1] or (default is not None and value(default) not in _OFF)

    def _property(self, name: str, run: Run) -> etree._Element | None:
        """A property of a run: its own, or that of its style, its paragraph's style, the document."""
        own = run.own.get(name)
        if own is not None or not self.styles.gives(name):
            return own
        own = self.styles.of_run(run.style, name)
        if own is None:
            own = self.styles.of_paragraph(run.paragraph, name)
        return own if own is not None else self.styles.default(name)

    def _is_tiny(self, run: Run) -> bool:
        size = value(self._property("sz", run)) or ""
        return size.isdecimal() and int(size) <= _TINY

    def _is_of_its_ground(self, run: Run) -> bool:
        """Whether a run has the colour of what lies behind it, where both are known."""
        colour = hex_colour(value(self._property("color", run)) or "")
        if colour is None:
            return False
        ground = self._ground(run)
        return ground is not None and alike(colour, ground)

    def _ground(self, run: Run) -> Colour | None:
        """The colour behind a run, of its paragraph, cell or table, else of paper; None: not known."""
        marked = value(run.own.get("highlight"))
        if marked not in {None, "none"}:
            return _MARKERS.get(marked or "")
        shades = [
            run.own.get("shd"),
            self.styles.of_run(run.style, "shd"),
            child(run.paragraph, "pPr", "shd"),
        ]
        shades += [child(style, "pPr", "shd") for style in self.styles.chain(run.paragraph)]
        styled = ""
        for outer in run.node.iterancestors():
            match local(outer):
                case "tc":
                    shades.append(child(outer, "tcPr", "shd"))
                case "tbl":
                    shades.append(child(outer, "tblPr", "shd"))
                    styled = styled or value(child(outer, "tblPr", "tblStyle")) or ""
                case "txbxContent":  # the colour of the shape is not read
                    return None
        for shade in shades:
            fill = value(shade, "fill") or "auto"
            if value(shade) not in {None, "clear", "nil"}:
                return None  # a pattern
            if fill != "auto":
                return hex_colour(fill)
        return None if styled and self.styles.is_shaded(styled) else _WHITE


class Run:
    """A run with its own properties by their names, the style that it names, and its paragraph."""

    __slots__ = ("node", "own", "paragraph", "style")

    def __init__(self, node: etree._Element, paragraph: etree._Element) -> None:
        """Looks up the properties once, as much is asked of each run."""
        properties = child(node, "rPr")
        self.node, self.paragraph = node, paragraph
        self.own = {local(each): each for each in properties} if properties is not None else {}
        self.style = value(self.own.get("rStyle")) or ""


def mark_placeholders(root: etree._Element) -> None:
    """Marks the runs of content controls that nobody filled in: what they show is a prompt (选择一项。)."""
    for control in root.iter("{*}sdt"):
        prompt = child(control, "sdtPr", "showingPlcHdr")
        content = child(control, "sdtContent")
        if prompt is not None and value(prompt) not in _OFF and content is not None:
            for run in content.iter("{*}r"):
                run.set(PLACEHOLDER, "1")


def is_hidden_row(row: etree._Element) -> bool:
    """Whether print leaves out a row of a table, as hidden or for its height of nearly nothing."""
    hidden = child(row, "trPr", "hidden")
    if hidden is not None and value(hidden) not in _OFF:
        return True
    height = child(row, "trPr", "trHeight")
    size = value(height) or ""
    return value(height, "hRule") == "exact" and size.isdecimal() and int(size) <= _FLAT
