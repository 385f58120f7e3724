"""1EdTech CASE: a notice as a CFPackage, its tree as CFItems, its rubrics as CFRubrics.

After the information models of the CASE Service v1.0 (7 July 2017) and v1.1 (13 March 2025). Many texts are
normalised strings, without line breaks; v1.1 lets statements and descriptions have them. A level holds one
score, a criterion none: points of an item without bands are a level. What CASE has no attribute for stands as
data in the extensions of v1.1, by the columns of the contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from normalizers.columns import OWN_ID, named
from normalizers.records import SCHEMA_VERSION, TABLES, Band, Criterion, Notice, Records
from normalizers.text.numerals import plain
from pipeline.contract.tree import INSIDE, dumps, nested
from pipeline.export.lost import common, of_notice
from pipeline.export.model import Item, Lost, Sheet, Writer, Written, dated
from pipeline.export.wording import rubric_text, rules_of, text_of
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.messages.words import say

Version: TypeAlias = Literal["1.0", "1.1"]
FORMS: dict[Version, str] = {"1.0": "case10", "1.1": "case"}
_Extensions: TypeAlias = Mapping[tuple[str, str], Mapping[str, Any]]
# under this name stands what we add to a part
EXTENSION = "rubric-pipeline"
# what stands in a part of its own, or is no content of the notice
_APART = frozenset({"rubrics", "criteria", "evidence", "findings", "printed"})


def writer(version: Version) -> Writer:
    """What writes packages of a version."""
    return Writer(partial(write, version=version), partial(lost, version=version))


def write(sheets: Sequence[Sheet], lang: Lang, version: Version) -> Written:
    """The package of a notice, of which `sheets` are rubrics: one at least."""
    extensions = _extensions(sheets[0].records) if version == "1.1" else {}
    package = _Package(sheets[0].records.notice, lang, extensions, breaks=version == "1.1")
    made = package.made(sheets)
    criteria = [one for rubric in made["CFRubrics"] for one in rubric["CFRubricCriteria"]]
    return Written(
        payload=(dumps(made) + "\n").encode(),
        criteria=len(criteria),
        levels=sum(len(one["CFRubricCriterionLevels"]) for one in criteria),
    )


def case_id(record_id: str, kind: str) -> str:
    """The identifier of a record in CASE: a UUID made of its id, so that it stays the same."""
    return str(uuid5(NAMESPACE_URL, f"urn:rubric-pipeline:{kind}:{record_id}"))


class _Package:
    """All parts of a package bear one date, that of the notice."""

    def __init__(self, notice: Notice, lang: Lang, extensions: _Extensions, *, breaks: bool) -> None:
        """`extensions` are by kind of part and id of the record; `breaks`: descriptions may have lines."""
        self.notice, self.lang, self.extensions, self.breaks = notice, lang, extensions, breaks
        self.changed = f"{dated(notice).isoformat()}T00:00:00Z"

    def made(self, sheets: Sequence[Sheet]) -> dict[str, Any]:
        rubrics = [self._rubric_item(sheet) for sheet in sheets]
        criteria = [self._item(criterion) for sheet in sheets for criterion in sheet.criteria]
        return {
            "CFDocument": self._document(),
            "CFItems": rubrics + criteria,
            "CFAssociations": [link for sheet in sheets for link in self._tree(sheet)],
            "CFRubrics": [self._rubric(sheet) for sheet in sheets],
        }

    def _document(self) -> dict[str, Any]:
        notice = self.notice
        return self._part(
            "document",
            notice.notice_id,
            creator=_line(notice.issuer or notice.notice_id),
            title=_line(notice.title or notice.notice_id),
            description=self._lines(notice.body),
            language="zh",
            notes=notice.doc_number,
            statusStartDate=notice.issued_on.isoformat() if notice.issued_on else "",
            caseVersion="1.1" if self.extensions else "",
        )

    def _rubric_item(self, sheet: Sheet) -> dict[str, Any]:
        return self._part(
            "item",
            sheet.rubric.rubric_id,
            fullStatement=_line(sheet.title),
            CFItemType=say("label.rubric", self.lang),
            language="zh",
        )

    def _item(self, criterion: Criterion) -> dict[str, Any]:
        texts = (criterion.name, criterion.text, criterion.rule_text)
        return self._part(
            "item",
            criterion.criterion_id,
            fullStatement=self._lines(
                "\n".join(filter(None, texts[:2])) or criterion.rule_text or criterion.label or "—"
            ),
            CFItemType=say("label.criterion", self.lang),
            humanCodingScheme=_line(criterion.label),
            abbreviatedStatement=_line(criterion.name) if criterion.text else "",
            notes=criterion.rule_text,
            language="zh",
        )

    def _tree(self, sheet: Sheet) -> Iterator[dict[str, Any]]:
        """Each item is a child of the one above, a rubric of the document; in the order of the notice."""
        document = self._link("document", self.notice.notice_id, self.notice.title or self.notice.notice_id)
        own = self._link("item", sheet.rubric.rubric_id, sheet.title)
        yield self._association(sheet.rubric.rubric_id, own, document, sheet.rubric.seq)
        known = {
            one.criterion_id: self._link("item", one.criterion_id, _called(one)) for one in sheet.criteria
        }
        for one in sheet.criteria:
            above = known.get(one.parent_id, own)
            yield self._association(one.criterion_id, known[one.criterion_id], above, one.seq)

    def _association(
        self, record_id: str, child: dict[str, Any], above: dict[str, Any], seq: int
    ) -> dict[str, Any]:
        return self._part(
            "association",
            record_id,
            associationType="isChildOf",
            sequenceNumber=seq,
            originNodeURI=child,
            destinationNodeURI=above,
        )

    def _rubric(self, sheet: Sheet) -> dict[str, Any]:
        rubric_id = sheet.rubric.rubric_id
        return self._part(
            "rubric",
            rubric_id,
            title=_line(sheet.title),
            description=self._lines(rubric_text(sheet, self.lang)),
            CFRubricCriteria=[
                self._criterion(sheet, item, position) for position, item in enumerate(sheet.items, 1)
            ],
        )

    def _criterion(self, sheet: Sheet, item: Item, position: int) -> dict[str, Any]:
        criterion_id = item.criterion.criterion_id
        words = (item.criterion.name, text_of(item), rules_of(sheet, item, self.lang))
        return self._part(
            "criterion",
            criterion_id,
            category=_line(" / ".join(item.path)),
            description="\n".join(dict.fromkeys(filter(None, words))),
            CFItemURI=self._link("item", criterion_id, _called(item.criterion)),
            weight=item.criterion.weight,
            position=position,
            rubricId=case_id(sheet.rubric.rubric_id, "rubric"),
            CFRubricCriterionLevels=list(self._levels(item)),
        )

    def _levels(self, item: Item) -> Iterator[dict[str, Any]]:
        if not item.bands and item.points is not None:
            yield self._part(
                "full",
                item.criterion.criterion_id,
                quality=say("export.full_marks", self.lang),
                score=item.points,
                position=1,
                rubricCriterionId=case_id(item.criterion.criterion_id, "criterion"),
            )
        for position, band in enumerate(item.bands, 1):
            yield self._part(
                "level",
                band.band_id,
                description=band.text,
                quality=_line(band_heading(band)),
                score=band.max_points,
                position=position,
                rubricCriterionId=case_id(item.criterion.criterion_id, "criterion"),
            )

    def _part(self, kind: str, record_id: str, **fields: Any) -> dict[str, Any]:
        """A part of the package with what each has; what is empty is left out."""
        identifier = case_id(record_id, kind)
        said = {name: value for name, value in fields.items() if value not in ("", None)}
        more = self.extensions.get((kind, record_id))
        if more is not None:
            # a level takes a list of them
            said["extensions"] = [{EXTENSION: more}] if kind == "level" else {EXTENSION: more}
        return {
            "identifier": identifier,
            "uri": f"urn:uuid:{identifier}",
            **said,
            "lastChangeDateTime": self.changed,
        }

    def _lines(self, text: str) -> str:
        """A statement or description: in one line where the version asks for that."""
        return text if self.breaks else _line(text)

    def _link(self, kind: str, record_id: str, title: str) -> dict[str, Any]:
        identifier = case_id(record_id, kind)
        return {"title": _line(title), "identifier": identifier, "uri": f"urn:uuid:{identifier}"}


# the part that says all of a record; an association says nothing more, and what is marked leads to its item
_EXTENDED = {"notices": "document", "rubrics": "rubric", "criteria": "item", "bands": "level"}


def _extensions(records: Records) -> _Extensions:
    """What the contract says of each record, without pages and what the tool makes."""
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def walk(table: str, node: dict[str, Any]) -> dict[str, Any]:
        content = {column for column in named(table, "content", "id", "place") if column not in _PLACES}
        said = {name: node[name] for name in node if name in content and node[name] not in ("", None)}
        for inner in INSIDE.get(table, ()):
            own = [walk(inner, row) for row in node.get(inner, ())] if inner in TABLES else []
            if own and inner not in _APART:
                said[inner] = own
        if table in _EXTENDED:
            found[_EXTENDED[table], str(node[OWN_ID[table]])] = said
        return said

    walk("notices", nested(records))
    found["document", records.notice.notice_id]["schema_version"] = SCHEMA_VERSION
    return found


_PLACES = frozenset({"page", "row", "page_first", "page_last", "start", "end"})


def _called(criterion: Criterion) -> str:
    return criterion.name or criterion.text or criterion.rule_text or criterion.criterion_id


def _line(text: str) -> str:
    return " ".join(text.split())


def lost(sheets: Sequence[Sheet], lang: Lang, version: Version) -> Iterator[Lost]:
    """What a package does not hold in the attributes of CASE."""
    form = FORMS[version]
    for sheet in sheets:
        yield from common(sheet, form, lang)
        marked = {item.criterion for item in sheet.items}
        for criterion in sheet.criteria:
            if criterion not in marked:
                yield from _of_item_above(criterion, form)
        for item in sheet.items:
            yield from _of_levels(item, form)
    held = {"title", "doc_number", "issuer", "issued_on", "body"}
    yield from of_notice(sheets[0].records, form, held, lang)


def _of_item_above(criterion: Criterion, form: str) -> Iterator[Lost]:
    """A CFItem has neither points nor a weight."""
    words = criterion.name or criterion.text
    if criterion.points is not None:
        yield Lost(form, criterion.criterion_id, "tree", plain(criterion.points), words, True)
    if criterion.weight is not None:
        yield Lost(form, criterion.criterion_id, "weight", plain(criterion.weight), words, True)


def _of_levels(item: Item, form: str) -> Iterator[Lost]:
    for band in item.bands:
        if band.max_points is None:
            yield _band(band, "band_points", form)
        elif band.min_points != band.max_points:
            yield _band(band, "range", form)
    if item.points is not None and item.best not in (None, item.points):
        yield Lost(form, item.criterion.criterion_id, "points", plain(item.points), item.name, False)
    if not item.bands and item.points is not None:
        figure = plain(item.points)
        yield Lost(form, item.criterion.criterion_id, "between", f"0-{figure}", item.name, True)


def _band(band: Band, what: str, form: str) -> Lost:
    return Lost(form, band.band_id, what, band_heading(band), band.text, True)
