"""1EdTech CASE v1.0: a notice as a CFPackage, its tree as CFItems, its rubrics as CFRubrics.

After the information model of the CASE Service v1.0 (7 July 2017). Many of its texts are normalised strings,
without line breaks. A level holds one score, a criterion none: points of an item without bands are a level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from normalizers.records import Band, Criterion, Notice
from normalizers.text.numerals import plain
from pipeline.contract.tree import dumps
from pipeline.export.lost import common, of_notice
from pipeline.export.model import Item, Lost, Sheet, Written, dated
from pipeline.export.wording import rubric_text, rules_of, text_of
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.messages.words import say

_FORM = "case"


def write(sheets: Sequence[Sheet], lang: Lang) -> Written:
    """The package of a notice, of which `sheets` are rubrics: one at least."""
    package = _Package(sheets[0].records.notice, lang)
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

    def __init__(self, notice: Notice, lang: Lang) -> None:
        self.notice, self.lang = notice, lang
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
            description=_line(notice.body),
            language="zh",
            notes=notice.doc_number,
            statusStartDate=notice.issued_on.isoformat() if notice.issued_on else "",
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
            fullStatement=_line(
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
            description=_line(rubric_text(sheet, self.lang)),
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
        return {
            "identifier": identifier,
            "uri": f"urn:uuid:{identifier}",
            **said,
            "lastChangeDateTime": self.changed,
        }

    def _link(self, kind: str, record_id: str, title: str) -> dict[str, Any]:
        identifier = case_id(record_id, kind)
        return {"title": _line(title), "identifier": identifier, "uri": f"urn:uuid:{identifier}"}


def _called(criterion: Criterion) -> str:
    return criterion.name or criterion.text or criterion.rule_text or criterion.criterion_id


def _line(text: str) -> str:
    return " ".join(text.split())


def lost(sheets: Sequence[Sheet], lang: Lang) -> Iterator[Lost]:
    """What a package does not hold as data."""
    for sheet in sheets:
        yield from common(sheet, _FORM, lang)
        marked = {item.criterion for item in sheet.items}
        for criterion in sheet.criteria:
            if criterion not in marked:
                yield from _of_item_above(criterion)
        for item in sheet.items:
            yield from _of_levels(item)
    held = {"title", "doc_number", "issuer", "issued_on", "body"}
    yield from of_notice(sheets[0].records, _FORM, held, lang)


def _of_item_above(criterion: Criterion) -> Iterator[Lost]:
    """A CFItem has neither points nor a weight."""
    words = criterion.name or criterion.text
    if criterion.points is not None:
        yield Lost(_FORM, criterion.criterion_id, "tree", plain(criterion.points), words, True)
    if criterion.weight is not None:
        yield Lost(_FORM, criterion.criterion_id, "weight", plain(criterion.weight), words, True)


def _of_levels(item: Item) -> Iterator[Lost]:
    for band in item.bands:
        if band.max_points is None:
            yield _band(band, "band_points")
        elif band.min_points != band.max_points:
            yield _band(band, "range")
    if item.points is not None and item.best not in (None, item.points):
        yield Lost(_FORM, item.criterion.criterion_id, "points", plain(item.points), item.name, False)
    if not item.bands and item.points is not None:
        figure = plain(item.points)
        yield Lost(_FORM, item.criterion.criterion_id, "between", f"0-{figure}", item.name, True)


def _band(band: Band, what: str) -> Lost:
    return Lost(_FORM, band.band_id, what, band_heading(band), band.text, True)
