"""What was filled in: whether each cell is allowed, and its value where its criterion has no error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from normalizers.records import Band
from normalizers.text.numerals import plain
from pipeline.scoring.expression import Key
from pipeline.scoring.form.cells import SHEET, Calc, both, either, quoted, signed
from pipeline.scoring.form.columns import INPUT, MATTER
from pipeline.scoring.form.rows import FormRow
from pipeline.scoring.rules.slots import WORDS, Allowed, Slot
from pipeline.scoring.rules.values import NO_WORDS, YES_WORDS

# what a Chinese keyboard types
_WIDE = {
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    "．": ".",
    "％": "%",
    "－": "-",
    "−": "-",
}


class Inputs:
    """The cells of the form: by row `errors`, whether one is wrong; by key what was said, of which matter.

    `wrong` says of each node, and each id of the whole rubric, whether something in it is wrong by itself;
    its values are empty then, as if nothing was marked.
    """

    def __init__(self, rows: Sequence[FormRow], first_row: int, calc: Calc) -> None:
        """Reads each cell once."""
        self.calc = calc
        self.errors: dict[int, str] = {}
        self.values: dict[Key, str] = {}
        self.matters: dict[Key, str] = {}
        self._said: dict[int, str] = {}
        self.wrong: dict[str, str] = {}
        self.keys: dict[str, list[Key]] = defaultdict(list)
        owners: dict[str, list[tuple[int, Slot]]] = defaultdict(list)
        for row, line in enumerate(rows, first_row):
            if line.slot is not None:
                owners[line.node.id if line.node is not None else line.slot.key.id].append((row, line.slot))
        for owner, slots in owners.items():
            self._owner(owner, slots)

    def _owner(self, owner: str, slots: Sequence[tuple[int, Slot]]) -> None:
        for row, slot in slots:
            self._said[row] = self._read(row, slot)
            if slot.matter:
                raw = f"{SHEET}${MATTER}${row}"
                self.matters[slot.key.matter] = self.calc.put("matter", f'TRIM({raw}&"")')
        # the grade and the points of one criterion may stand in either of its two cells
        twins = [one for one in slots if one[1].kind in {"grade", "banded"}]
        checks = []
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

    def _read(self, row: int, slot: Slot) -> str:
        """What a cell says: a figure also where it is typed as a text, in full-width digits or as 95%."""
        raw = f"{SHEET}${INPUT}${row}"
        if not slot.allowed.figures:
            return self.calc.put("said", f'IF({raw}="","",IF(ISNUMBER({raw}),{raw},TRIM({raw})))')
        text = f"TRIM({raw})"
        for wide, narrow in _WIDE.items():
            text = f'SUBSTITUTE({text},"{wide}","{narrow}")'
        text = self.calc.put("typed", f'IF(OR({raw}="",ISNUMBER({raw})),"",{text})')
        left = f'MID({text},1+OR(LEFT({text})="-",LEFT({text})="+"),20)'
        for sign in (*"0123456789", *("%" if slot.kind == "figure" else "")):
            left = f'SUBSTITUTE({left},"{sign}","")'
        # 2025-1-1 and 1:30 would be figures for VALUE
        figure = f'IF(OR({left}="",{left}="."),VALUE({text}),TRIM({raw}))'
        typed = f"IF(ISERROR({figure}),TRIM({raw}),{figure})"
        return self.calc.put("said", f'IF({text}="",IF({raw}="","",{raw}),{typed})')

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


def _is_word(raw: str, words: dict[str, Decimal]) -> str:
    return either([f"{raw}={quoted(word)}" for word in words])


def _by_itself(allowed: Allowed, raw: str) -> str:
    """Whether a word or figure is allowed in a cell."""
    ways = [f"{raw}={quoted(word)}" for word in allowed.words]
    if allowed.yes:
        ways.append(_listed(raw, YES_WORDS | NO_WORDS))
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


def _listed(raw: str, words: frozenset[str]) -> str:
    """Whether a cell holds one of many words; a MATCH would take ? and * for any of them."""
    said = ",".join(quoted(word) for word in sorted(words))
    return f"SUMPRODUCT(({raw}={{{said}}})*1)>0"


def _of_words(raw: str, words: dict[str, Decimal], other: str = '""') -> str:
    """The figure that a word stands for."""
    said = other
    for word, value in words.items():
        said = f"IF({raw}={quoted(word)},{plain(value)},{said})"
    return said


def _meant(slot: Slot, raw: str) -> str:
    """The figure that a cell stands for; a word of a criterion has a value of its own."""
    if slot.word is not None and slot.kind != "grade":
        return f'IF(ISNUMBER({raw}),{raw},"")'
    words = {word: value for word, value in slot.allowed.words.items() if word not in {"是", "否"}}
    if slot.kind == "grade":
        return _of_words(raw, {word: value for word, value in words.items() if word not in WORDS})
    if not slot.allowed.yes:
        return _of_words(raw, words, raw)
    yes = slot.allowed.words.get("是", Decimal(1))
    said = f"IF({_listed(raw, YES_WORDS)},{plain(yes)},0)"
    return f"IF(ISNUMBER({raw}),{raw},{_of_words(raw, words, said)})"
