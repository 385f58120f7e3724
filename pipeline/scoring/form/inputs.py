"""What was filled in: whether each cell is allowed, and its value where its criterion has no error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from normalizers.records import Band
from normalizers.text.numerals import plain
from pipeline.scoring.expression import Key
from pipeline.scoring.form.cells import SHEET, Calc, both, either, quoted, signed
from pipeline.scoring.form.columns import INPUT, MATTER
from pipeline.scoring.form.rows import FormRow
from pipeline.scoring.rules.slots import ABSENT, WORDS, Allowed, Slot

# a figure that is typed as a text has no more characters
_TYPED = 20


class Inputs:
    """The cells of the form: by row `errors`, whether one is wrong; by key what was said, of which matter.

    `wrong` says of each node, and each id of the whole rubric, whether something in it is wrong by itself;
    its values are empty then, as if nothing was marked.
    """

    def __init__(
        self, rows: Sequence[FormRow], first_row: int, calc: Calc, exempting: Iterable[str] = ()
    ) -> None:
        """Reads each cell once; `exempting` are clauses that say that something is lacking."""
        self.calc, self._exempting = calc, frozenset(exempting)
        self.errors: dict[int, str] = {}
        self.values: dict[Key, str] = {}
        self.matters: dict[Key, str] = {}
        self._said: dict[int, str] = {}
        # rows, and nodes, where 不适用 beside other marks is wrong by itself
        self._alone: set[int] = set()
        self.alone: set[str] = set()
        self.wrong: dict[str, str] = {}
        self.keys: dict[str, list[Key]] = defaultdict(list)
        self._leaves = {one.node.id for one in rows if one.node is not None and not one.node.children}
        owners: dict[str, list[tuple[int, Slot]]] = defaultdict(list)
        for row, line in enumerate(rows, first_row):
            if line.slot is not None:
                owners[line.node.id if line.node is not None else line.slot.key.id].append((row, line.slot))
        for owner, slots in owners.items():
            self._owner(owner, slots)

    def _owner(self, owner: str, slots: Sequence[tuple[int, Slot]]) -> None:
        for row, slot in slots:
            self._said[row] = self._read(row, slot, banded=slot.kind == "grade")
            if slot.matter:
                raw = f"{SHEET}${MATTER}${row}"
                self.matters[slot.key.matter] = self.calc.put("matter", f'TRIM({raw}&"")')
        # the grade and the points of one criterion may stand in either of its two cells
        twins = [one for one in slots if one[1].kind in {"grade", "banded"}]
        checks = []
        leaf = owner in self._leaves
        alone = {row for row, slot in slots if leaf and _stands_alone(slot, slots)}
        self._alone |= alone
        self.alone |= {owner} if alone else set()
        for row, slot in slots:
            raw = self._said[row]
            rules = [self._allowed(slot, twins, raw), *self._beside(row, slot, slots, twins)]
            checks.append(f'IF({raw}="",0,IF({both(rules)},0,1))')
        cells, area = self.calc.block("error", checks)
        self.errors |= {row: cell for (row, _), cell in zip(slots, cells, strict=True)}
        self.wrong[owner] = wrong = self.calc.put("wrong", f"IF(SUM({area})>0,1,0)")
        self.keys[owner] = []
        if len(twins) == 2:
            self._of_twins(owner, wrong, twins)
        for row, slot in slots:
            if len(twins) == 2 and (row, slot) in twins:
                continue
            raw = self._said[row]
            self._set(owner, slot.key, f'IF(OR({wrong}=1,{raw}=""),"",{_meant(slot, raw)})')
            if slot.word is not None:
                self._set(owner, slot.word, f'IF({wrong}=1,"",{_of_words(raw, WORDS)})')

    def absent(self, row: int, slot: Slot) -> str | None:
        """Whether a cell says 不适用, where others of its criterion may contradict that."""
        return f"{self._said[row]}={quoted(ABSENT)}" if row in self._alone else None

    def _read(self, row: int, slot: Slot, *, banded: bool) -> str:
        """What a cell says: a figure also where it is typed as a text, in full-width digits or as 95%.

        是 and 否 are the figures that they stand for, n/a is 不适用.
        """
        raw = f"{SHEET}${INPUT}${row}"
        said = f"TRIM({raw})"
        spoken = slot.spoken()
        meant = {word: self._figure_of(slot, one) for word, one in spoken.items()}
        # only what is not compared by itself; a MATCH would take ? and * for any of them
        if unlike := {word: one for word, one in meant.items() if one != word}:
            asked = f"1/({self.calc.listed(unlike)}={said})"
            said = f"IFERROR(LOOKUP(2,{asked},{self.calc.listed(unlike.values())}),{said})"
        if slot.allowed.figures or banded:
            # what a Chinese keyboard types is wide
            text = f'SUBSTITUTE(ASC(TRIM({raw})),"−","-")'
            # 2025-1-1 and 1:30 would be figures for VALUE: nothing but digits may stand behind a sign
            digits = ".0123456789" + ("%" if slot.kind == "figure" else "")
            places = f"ROW($1:${_TYPED})"
            padded = f"MID({text}&REPT(0,{_TYPED}),{places},1)"
            late = f'(FIND({padded},"{digits}+-")>{len(digits)})*({places}>1)'
            said = f"IFERROR(VALUE({text})/(SUMPRODUCT({late})=0),{said})"
        # for LibreOffice TRUE is a figure
        figure = raw if slot.allowed.yes else f'IF(ISLOGICAL({raw}),"TRUE",{raw})'
        return self.calc.put("said", f'IF(ISNUMBER({raw}),{figure},IF({raw}="","",{said}))')

    @staticmethod
    def _figure_of(slot: Slot, word: str) -> str | Decimal:
        """A word as it is compared: 是 and 否 are the figures that they stand for."""
        if slot.word is not None:
            return word
        return slot.allowed.words.get(word, Decimal(word == "是"))

    def _contradicts(self, row: int, slot: Slot) -> str:
        """Whether a cell says what cannot stand beside 不适用: that nothing happened can."""
        if slot.key.what != "count":
            return f'{self._said[row]}<>""'
        return "FALSE" if slot.key.id in self._exempting else f"N({self._said[row]})>0"

    def _set(self, owner: str, key: Key, formula: str) -> None:
        self.values[key] = self.calc.put("value", formula)
        self.keys[owner].append(key)

    def _of_twins(self, owner: str, wrong: str, twins: Sequence[tuple[int, Slot]]) -> None:
        first, second = (self._said[row] for row, _ in twins)
        id_ = twins[0][1].key.id
        points = f'IF(ISNUMBER({second}),{second},IF(ISNUMBER({first}),{first},""))'
        self._set(owner, Key(id_, "points"), f'IF({wrong}=1,"",{points})')
        grades = {word: place for word, place in twins[0][1].allowed.words.items() if word not in WORDS}
        for what, words in (("grade", grades), ("word", WORDS)):
            said = _of_words(first, words, _of_words(second, words))
            self._set(owner, Key(id_, what), f'IF({wrong}=1,"",{said})')

    # ---- what may stand in a cell

    def _allowed(self, slot: Slot, twins: Sequence[tuple[int, Slot]], raw: str) -> str:
        """Whether what stands in a cell is allowed there."""
        if len(twins) == 2 and any(slot is one for _, one in twins):
            grade, points = (one.allowed for _, one in twins)
            return either([_by_itself(grade, raw), _by_itself(points, raw)])
        return _by_itself(slot.allowed, raw)

    def _beside(
        self, row: int, slot: Slot, slots: Sequence[tuple[int, Slot]], twins: Sequence[tuple[int, Slot]]
    ) -> list[str]:
        """What must hold between a cell and others of its criterion."""
        rules, raw = [], self._said[row]
        if row in self._alone:
            others = [self._contradicts(at, other) for at, other in slots if other is not slot]
            rules.append(f"NOT({both([f'{raw}={quoted(ABSENT)}', either(others)])})")
        for at, other in slots:
            if at >= row:
                break
            place = self._said[at]
            if slot.matter and (other.key.id, other.key.tier) == (slot.key.id, slot.key.tier):
                # a clause has one figure for one matter
                same = f"{self.matters[slot.key.matter]}={self.matters[other.key.matter]}"
                blank = [f'{place}=""'] if slot.kind != "tier" else [f"N({place})=0", f"N({raw})=0"]
                rules.append(either([*blank, f"NOT({same})"]))
        if len(twins) == 2 and slot is twins[1][1]:
            first = self._said[twins[0][0]]
            grades = {word: value for word, value in twins[0][1].allowed.words.items() if word not in WORDS}
            for kind in ("ISNUMBER({raw})", _is_word("{raw}", grades), _is_word("{raw}", WORDS)):
                rules.append(f"NOT(AND({kind.replace('{raw}', first)},{kind.replace('{raw}', raw)}))")
        return rules


def _stands_alone(slot: Slot, slots: Sequence[tuple[int, Slot]]) -> bool:
    """Whether 不适用 in a cell is checked here: beside it are no others of which a word may stand."""
    words = [one for _, one in slots if one.word is not None]
    return len(slots) > 1 and words == [slot] and ABSENT in slot.allowed.words


def _is_word(raw: str, words: Mapping[str, Decimal]) -> str:
    return either([f"{raw}={quoted(word)}" for word in words])


def _by_itself(allowed: Allowed, raw: str) -> str:
    """Whether a word or figure is allowed in a cell."""
    ways = [] if allowed.yes else [f"{raw}={quoted(word)}" for word in allowed.words]
    if allowed.figures:
        number = f"N({raw})"
        bounds = [f"ISNUMBER({raw})"]
        if allowed.least is not None:
            bounds.append(f"{number}>={signed(allowed.least)}")
        if allowed.most is not None:
            bounds.append(f"{number}<={signed(allowed.most)}")
        if allowed.whole:
            bounds.append(f"{number}=INT({number})")
        if allowed.bands:
            bounds.append(either([held(band, number) for band in allowed.bands]))
        if allowed.clause is not None:
            bounds += _in_range(allowed.clause.points, allowed.clause.points_max, allowed.clause.per, number)
        ways.append(both(bounds))
    return either(ways)


def _in_range(low: Decimal | None, high: Decimal | None, per: str, raw: str) -> list[str]:
    """Judged points: nothing, or what a range comes to for some count (每次扣0.5-1分: 1.5 may be two)."""
    if low is None:
        return []
    if high is None:
        return [either([f"{raw}=0", f"{raw}={signed(low)}"])]
    if not per:
        return [either([f"{raw}=0", both([f"{raw}>={signed(low)}", f"{raw}<={signed(high)}"])])]
    if low <= 0:
        return []
    count = f"ROUNDUP(ROUND({raw}/{signed(high)},9),0)"
    return [f"{signed(low)}*{count}<={raw}"]


def held(band: Band, points: str) -> str:
    """Whether points lie in the range of a band."""
    rules = []
    if band.min_points is not None:
        rules.append(f"{points}{'>' if band.min_closed is False else '>='}{signed(band.min_points)}")
    if band.max_points is not None:
        rules.append(f"{points}{'<' if band.max_closed is False else '<='}{signed(band.max_points)}")
    return both(rules)


def _of_words(raw: str, words: Mapping[str, Decimal], other: str = '""') -> str:
    """The figure that a word stands for."""
    said = other
    for word, value in words.items():
        said = f"IF({raw}={quoted(word)},{plain(value)},{said})"
    return said


def _meant(slot: Slot, raw: str) -> str:
    """The figure that a cell stands for; a word of a criterion has a value of its own."""
    if slot.word is not None and slot.kind != "grade":
        return f'IF(ISNUMBER({raw}),{raw},"")'
    if slot.allowed.yes:
        return raw
    words = slot.allowed.words
    if slot.kind == "grade":
        words = {word: value for word, value in words.items() if word not in WORDS}
        return _of_words(raw, words)
    return _of_words(raw, words, raw)
