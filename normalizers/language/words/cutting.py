"""A scoring text as typed words with their spans, in one pass: 每 · 少 · 1项 · 扣 · 0.5分 · ， · 最多扣 · 3分.

Each kind of word is one character, so that a text has a *shape* (`Ew1DP,CP`) over which productions are
patterns. What is no word of scoring is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import regex

from normalizers.language.words.beginnings import BEGINNINGS
from normalizers.language.words.figures import figure, number
from normalizers.language.words.kinds import Token
from normalizers.language.words.quantities import figure_at, han_figure_at
from normalizers.language.words.surroundings import (
    CHAINED,
    ENDS_CAP,
    EVERY,
    GOES_ON,
    INCLUDED,
    IS_COMPARED,
    KEPT,
    LABEL,
    LETTER,
    LISTED,
    LOOKS_BACK,
    MOVES,
    OF_MONEY,
    OF_POINTS,
    OTHER_RULES,
    PAID,
    RESULT,
    RUN_TOGETHER,
    SCORED,
    SIDE,
    STEP_FROM,
    STEP_OF_POINTS,
    STOPPED,
    STROKE,
    TIGHT,
    TOLD,
    around,
)
from normalizers.language.words.units import single_units
from normalizers.text.views import Text
from normalizers.vocabulary import words

_PUNCTUATION = frozenset(',;。:()、!?/"[]')
_OPENERS = frozenset(",;。:()!?")
_LONGEST_NATURE, _LONGEST_TERM = 24, 80
_LACKING = frozenset(words("clauses")["lacking"])
_COMPARING = frozenset(words("clauses")["comparing"])
_DIGIT, _HAN = frozenset("0123456789"), frozenset("零一二两三四五六七八九十百千半")
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
# where a figure or a list number may begin, and what is looked at besides the characters that begin a word
_LETTERS = frozenset("ABCDEFGH")
_FIGURES = _DIGIT | _HAN | _CIRCLED | _LETTERS | frozenset("(½")
_SIDES, _ENDS, _JOINTS = frozenset("(及或以之内间"), frozenset("扣为止封"), frozenset("或和及与")
_SIGNS = frozenset("≤<")
_HALVES = frozenset("一½二三四五")
_MARKS = _FIGURES | _PUNCTUATION | frozenset("+-")


@lru_cache(maxsize=128)
def tokens(text: Text) -> tuple[Token, ...]:
    """The words of a text. Linear in its length: no pattern looks further than a few dozen characters."""
    return _Pass(text).read()


# words before a figure that do as verbs do
_VERBS = {"base": "A", "given": "A", "taken": "D"}

# a word without the call that names its fields, as a text has dozens
_token = tuple.__new__


class _Pass:
    """One pass over a text."""

    def __init__(self, text: Text) -> None:
        self.text, self.folded = text, text.folded
        self.found: list[Token] = []
        self.before = ""  # the kind of the word directly before, empty behind text
        self.open = 0  # where the text that is no word begins
        self.item = 0  # the number of the last item

    def read(self) -> tuple[Token, ...]:
        folded, begins, index, end = self.folded, BEGINNINGS, 0, len(self.folded)
        while index < end:
            char = folded[index]
            if char not in _MARKS:
                # most places: a character that begins no word, or whose words go on otherwise
                kinds = begins[char] and begins.at(folded, index)
                index = (kinds and self._words(index, kinds)) or index + 1
                continue
            if char in _FIGURES:
                kinds = begins[char] and begins.at(folded, index)
                stop = (
                    self._label(index) or (kinds and self._words(index, kinds)) or self._figure(index, char)
                )
            elif char in "+-":
                kinds = begins[char] and begins.at(folded, index)
                stop = (kinds and self._words(index, kinds)) or self._sign(index, char)
            else:
                stop = self._stroke(index) if char == "/" else 0
            if not stop and char in _PUNCTUATION:
                self._add(char, index, index + 1)
                stop = index + 1
            index = stop or index + 1
        self._close(end)
        return self._settled()

    def _elsewhere(self, place: int) -> bool:
        """Whether points are given by other rules than these, on an account of their own."""
        verb = self.found[place - 1]
        return (
            place > 1
            and verb.kind in "DA"
            and bool(OTHER_RULES.search(self.folded, max(0, verb.start - 40), verb.start))
        )

    def _conditional(self, place: int) -> int:
        """Behind which word points end that say when: 一次记6分的，扣20分; 0 where they say nothing of it.

        A statement follows behind 的; points of another account may be one case of several:
        被记12分或者被吊销驾驶证的，每人扣2分.
        """
        found, folded = self.found, self.folded
        stop = place + 1
        if found[place - 1].kind not in "DBAO" or stop >= len(found) or found[stop].kind not in "t、":
            return 0
        while stop + 1 < len(found) and found[stop].kind == "、" and found[stop + 1].kind == "P":
            stop += 2
        behind = stop
        told = found[place - 2].kind == "b" and folded[found[place - 2].end - 1] == "被"
        if told and behind < len(found) and found[behind].kind == "、":
            behind += 1
        if behind + 2 >= len(found):
            return 0
        rest, comma, after = found[behind : behind + 3]
        if rest.kind != "t" or comma.kind != "," or after.kind not in "bDBAzflvxjtE":
            return 0
        verb = found[place - 1]
        told = told or folded[verb.start : verb.end] == "记"
        said = folded[rest.start : rest.end] == "的" or (
            told and GOES_ON.fullmatch(folded, rest.start, rest.end)
        )
        return stop if said else 0

    def _settled(self) -> tuple[Token, ...]:
        """The words, where what follows a range says that it is no amount: 85-95分得6分, 80-90分之间的."""
        found = self.found
        ruled = "》" in self.folded
        for place, token in enumerate(found):
            if ruled and token.kind in "RP" and self._elsewhere(place):
                # 按《积分办法》另行记3-6分
                found[place - 1 : place + 1] = [
                    found[place - 1]._replace(kind="t"),
                    token._replace(kind="c"),
                ]
            elif token.kind == "R" and place + 1 < len(found):
                after = found[place + 1]
                if after.kind in "AbBDfzxY^%" or self.folded[after.start : after.end] == "的":
                    found[place] = token._replace(kind="c")
                    if place > 1 and found[place - 1].kind == "O" and found[place - 2].kind == "A":
                        # 得分60-79分的: what was had says when
                        found[place - 2 : place] = [
                            one._replace(kind="t") for one in found[place - 2 : place]
                        ]
            elif token.kind == "P" and (stop := self._conditional(place)):
                for at in range(place, stop, 2):
                    found[at] = found[at]._replace(kind="c")
                at = place - 1
                while found[at].kind in "DBAO":
                    found[at] = found[at]._replace(kind="t")
                    at -= 1
        return tuple(found)

    def _add(
        self,
        kind: str,
        start: int,
        end: int,
        value: Decimal | None = None,
        high: Decimal | None = None,
        unit: str = "",
    ) -> None:
        if self.open < start:
            self.found.append(_token(Token, ("t", self.open, start, None, None, "")))
        self.found.append(_token(Token, (kind, start, end, value, high, unit)))
        self.open, self.before = end, kind

    def _close(self, end: int) -> None:
        if self.open < end:
            self.found.append(Token("t", self.open, end))

    def _label(self, index: int) -> int:
        """The number of an item, where one may begin."""
        folded = self.folded
        opens = (
            index == 0
            or folded[index - 1] in _OPENERS
            or self.text.gaps[index] == "\n"
            or (self.open == index and self.before in "PKXzf")
        )
        if folded[index] in _LETTERS:
            # A.标识清晰（2分）B.通道畅通（3分）: letters number parts that run together, and options else
            if (index == 0 and RUN_TOGETHER.search(folded)) or folded[index - 1 : index] == ")":
                match = LETTER.match(folded, index)
                if match is not None:
                    self._add("#", index, match.end())
                    return match.end()
            return 0
        if not opens:
            return 0
        if folded[index] in _CIRCLED:
            self._add("#", index, index + 1)
            return index + 1
        match = LABEL.match(folded, index)
        if (
            match is None
            and (tight := TIGHT.match(folded, index))
            and (int(tight["n"]) == self.item + 1 if self.item else LISTED.match(folded, index))
        ):
            match = tight
        if match is None or (
            folded[index] != "(" and folded[max(0, index - 1) : index] == "(" and match[0][-1] == ")"
        ):
            return 0
        self.item = int(value) if (value := number(match["n"])) is not None else 0
        self._add("#", index, match.end())
        return match.end()

    def _stroke(self, index: int) -> int:
        """扣2分/次: the unit behind the figure."""
        if self.open != index or self.before not in "PRn%":
            return 0
        match = STROKE.match(self.folded, index)
        if match is None:
            return 0
        self._add("S", index, match.end())
        return match.end()

    def _words(self, index: int, kinds: Sequence[tuple[str, regex.Pattern[str]]]) -> int:
        for kind, pattern in kinds:
            match = pattern.match(self.folded, index)
            if match is None or match.end() == index:
                continue
            if kind == "r" and match["whole"] and match["short"] and not self._is_step(match["short"]):
                continue  # 不足60%的不得分 is a threshold: 60% is no step that was named before
            if kind == "r" and match["up"] and OF_POINTS.search(match["up"]) and "分" not in match["short"]:
                continue  # 不足1小时计0.5分 is a step: what is not a whole counts in its own unit
            if kind == "plain":
                return self._plain(match)
            if kind in _VERBS:
                self._manner(index)
                self._add(_VERBS[kind], index, match.end())
                return self._amount(match.end())
            if kind == "verb":
                if stop := self._verb(match):
                    return stop
                continue
            if kind == "Y" and OF_MONEY.search(self.folded, max(0, index - 14), index):
                continue  # 违约金由绩效工资中按10%扣减
            if kind == "Y":
                return self._share(match)
            if kind == "x" and match["per_cent"] and OF_MONEY.search(self.folded, max(0, index - 14), index):
                continue
            if kind == "w" and match[0] in _COMPARING and self.before != "E":
                kind = "g"  # 超过2小时的停航: how long, and no count
            if kind == "z" and "分" in match[0] and match[0][-2] in "计记" and self._is_nature(index):
                kind = "e"  # what an item is, and nothing that is taken
            said = match.groupdict().get(kind) if kind in "dy" else None
            self._add(
                kind,
                index,
                match.end(),
                number(said) if said and said != "整" else Decimal(0) if said else None,
            )
            if kind in "CL":
                return self._limited(match.end())
            if kind == "m":
                behind = around()["computed"].match(self.folded, match.end())
                stop = match.end() if behind is None else behind.end()
                self.found[-1] = self.found[-1]._replace(end=stop)
                self.open = stop
                return stop
            return match.end() if kind != "E" else self._each(match.end())
        return 0

    def _sign(self, index: int, char: str) -> int:
        if char == "-" and index and self.folded[index - 1] in "每有缺少漏现":
            # 每漏―处: a dash printed for 一
            unit = around()["unit"].match(self.folded, index + 1)
            if unit:
                self._add("1", index, unit.end(), Decimal(1), None, unit[0])
                return unit.end()
        if (
            char in "+-"
            and (self.before in {"", *_OPENERS, "E", "u", "1", "q"} or self.open < index)
            and not self.folded[index - 1 : index].isdecimal()
        ):
            match = around()["sign"].match(self.folded, index)
            if match and not (self.folded[max(0, index - 1) : index] in "分值数率)" and index):
                self._add("D" if char == "-" else "B", index, index + 1)
                return self._amount(index + 1)
        return 0

    def _is_nature(self, index: int) -> bool:
        return bool(around()["nature"].search(self.folded, max(0, index - _LONGEST_NATURE), index))

    def _is_step(self, said: str) -> bool:
        """Whether 每 counted in steps of this quantity: 每满20小时…，不满20小时不计分."""
        each = -9
        for place, token in enumerate(self.found):
            if token.kind == "E":
                each = place
            if place - each <= 3 and token.kind in "1q%" and self.folded[token.start : token.end] == said:
                return True
        return False

    def _limited(self, index: int) -> int:
        """最高得标准分的120%, 最多-3分: what a limit is a share of, and a sign."""
        of = around()["limited"].match(self.folded, index)
        if of is not None and of.end() > index:
            self._add("O", index, of.end())
            index = of.end()
        index = self._amount(index)
        if stopped := STOPPED.match(self.folded, index):
            self._add("K", index, stopped.end())
            return stopped.end()
        return index

    def _each(self, index: int) -> int:
        """The unit that 每 counts, where no figure or verb stands between."""
        match = around()["unit"].match(self.folded, index)
        # 每次缺一项 counts what is lacking
        if match is None or (match[0] == "次" and self.folded[match.end() : match.end() + 1] in _LACKING):
            return index
        self._add("u", index, match.end())
        return match.end()

    def _plain(self, match: regex.Match[str]) -> int:
        """扣3分 with nothing else to it."""
        takes, adds, _, low = match.groups()
        start, end = match.span()
        self._manner(start)
        self._add("D" if takes else "B" if adds else "A", start, start + 1)
        self._add("P", start + 1, end, number(low))
        return end

    def _manner(self, start: int) -> None:
        """The words that say how, directly before a verb: 一律, 酌情."""
        if self.open < start and (
            manner := around()["manner"].search(self.folded, max(self.open, start - 16), start)
        ):
            self._add("b", manner.start(), start)

    def _verb(self, match: regex.Match[str]) -> int:
        takes, adds, _, direct, of_item, share = match.groups()
        kind = "D" if takes else "B" if adds else "A"
        start, end = match.span()
        if share is not None and (
            OF_MONEY.search(self.folded, max(0, start - 14), start)
            or PAID.search(self.folded, max(0, start - _LONGEST_TERM), start)
        ):
            return 0  # 报价扣除6%后参与评审; 扣除当月管理费的5%，低于70分的，扣除10%
        self._manner(start)
        self._add(kind, start, end)
        taken = direct or of_item or share or ""
        if taken:
            self._add("O", end, end + len(taken))
            end += len(taken)
        return self._amount(end)

    def _amount(self, index: int) -> int:
        """The points behind a verb, which may be garbled; behind a sign 分 may be missing."""
        if (
            self.before in "DB"
            and self.found[-1].end - self.found[-1].start == 1
            and self.folded[index - 1] in "+-"
        ) and (bare := around()["signed"].match(self.folded, index)):
            high = number(bare["high"]) if bare["high"] else None
            self._add("R" if bare["high"] else "P", index, bare.end(), number(bare["low"]), high)
            return bare.end()
        char = self.folded[index : index + 1]
        if char in _HALVES and (half := around()["half"].match(self.folded, index)):
            self._add("H", index, half.end())
            of = around()["of"].match(self.folded, half.end())
            if of:
                self._add("O", half.end(), of.end())
            return of.end() if of else half.end()
        match = around()["amount"].match(self.folded, index)
        if match is None:
            return index
        low = figure(match["low"])[0]
        high = figure(match["high"])[0] if match["high"] else None
        self._add("R" if match["high"] else "P", index, match.end(), low, high)
        return self._or(match.end())

    def _or(self, index: int) -> int:
        """扣1分或2分, 加3和5分: what joins figures of points."""
        char = self.folded[index : index + 1]
        joint = around()["or"].match(self.folded, index) if char in _JOINTS else None
        if joint is None:
            return index
        self._add("&", index, joint.end())
        return joint.end()

    def _share(self, match: regex.Match[str]) -> int:
        """按标准分的5%扣减: by a share, with its verb behind it."""
        self._add("Y", *match.span())
        index = self._figure(match.end(), self.folded[match.end()])
        index = self._stroke(index) or index
        moved = around()["moved"].match(self.folded, index)
        if moved:
            self._add("D" if moved["D"] else "B" if moved["B"] else "A", index, moved.end())
            return moved.end()
        return index

    def _figure(self, index: int, char: str) -> int:
        if char == "½":
            points = self.folded.startswith("分", index + 1)
            self._add("P" if points else "H", index, index + 1 + points, Decimal("0.5") if points else None)
            return index + 1 + points
        before = self.folded[index - 1 : index]
        labelled = self.before == "#" and self.open == index
        if char in _DIGIT and not labelled and (before.isdecimal() or before == "."):
            return 0
        read = (
            figure_at(self.folded, index)
            if char in _DIGIT
            else han_figure_at(self.folded, index)
            if char in _HAN
            else None
        )
        if read is None:
            return 0
        (kind, match), end = read, read[1].end()
        if kind == "P":
            return self._points(index, end, number(match["points"]), han=char in _HAN)
        if kind == "R":
            self._add("R", index, end, number(match["low"]), number(match["high"]))
        elif kind == "share":
            self._add("%", index, end)
            if of := around()["of"].match(self.folded, end):
                self._add("O", end, of.end())
                return of.end()
        elif kind == "k" and self.open == index and self._lacks():
            # 缺一类 counts, where 发现一类隐患 names a class
            self._add(
                "1" if match[0][0] == "一" else "q", index, end, number(match[0][0]), None, match[0][1:]
            )
        elif kind == "q":
            if match["count"] is None:
                self._add("q", index, end, number(match["first"]), number(match["last"]), match["range_unit"])
            else:
                value = number(match["count"])
                if (index and self.folded[index - 1] in "同统唯某") or EVERY.search(
                    self.folded, max(0, index - 6), index
                ):
                    return self._text(index, end)
                said = match["unit"].partition("(")[0]
                if self.folded.startswith(("扣完", "扣光"), end) and LOOKS_BACK.search(
                    self.folded, max(0, index - 3), index
                ):
                    self._add("q", index, end, value, None, match["unit"])
                    return end  # 以上三项扣完为止
                loose = char == "一" and match["loose"] is not None
                single = (
                    value == 1
                    and self.before != "g"
                    and (loose or said in single_units() or said.removeprefix("个") in single_units())
                )
                self._add("1" if single else "q", index, end, value, None, said)
        else:
            self._add(kind, index, end, number(match[0]) if kind == "n" else None)
            if kind == "F" and (of := around()["of"].match(self.folded, end)):
                self._add("O", end, of.end())
                return of.end()
        return self._side(end)

    def _points(self, index: int, end: int, value: Decimal | None, *, han: bool) -> int:
        if han and self.open == index and self.before not in "DBAOCLuSE1bq;,:、(":
            return 0  # 十分满意
        if han and self.open < index and self.folded[index - 1] not in "至到为是":
            return 0
        whole = TOLD.search(self.folded, max(self.open, index - 6), index)
        if INCLUDED.search(self.folded, max(0, index - 3), index) or (
            whole and not IS_COMPARED.match(self.folded, end)
        ):
            return self._text(index, end)
        # 每低于80分1分扣0.2分: from where, and what is counted
        from_here = self.open == index and self.before == "w"
        behind = self.open == index and self.before == "c" and self.found[-2].kind == "w"
        if from_here and STEP_FROM.match(self.folded, end):
            self._add("c", index, end, value)
            return end
        steps = (
            behind
            or (self.before in {"E", "w"} and self.open == index)
            or STEP_OF_POINTS.search(self.folded, max(0, index - 12), index)
        )
        if steps and MOVES.match(self.folded, end):
            self._add("1" if value == 1 else "q", index, end, value, None, "分")
            return end
        if (
            (self.before == "g" and self.open == index)
            or SCORED.search(self.folded, max(0, index - 5), index)
            or RESULT.match(self.folded, end)
            or IS_COMPARED.match(self.folded, end)
            or (self.folded[end : end + 1] in _SIGNS and CHAINED.match(self.folded, end))
            or self.folded[max(0, index - 1) : index]
            in {
                "≥",
                "≤",
                "<",
                ">",
                "满",
            }
        ):
            self._add("c", index, end, value)
            return self._side(end)
        if (
            value == 0
            and self.folded[end : end + 1] in {"", ",", ";", "。", ")", "、"}
            and self.before not in "DBAOCL&、nb"
            and not KEPT.search(self.folded, max(0, index - 3), index)
        ):
            self._add("z", index, end)
            return end
        self._add("P", index, end, value)
        if ends := ENDS_CAP.match(self.folded, end):
            self._add("K", end, ends.end())
            return ends.end()
        return self._or(end)

    def _lacks(self) -> bool:
        last = self.found[-1] if self.found else None
        return last is not None and last.kind == "w" and self.folded[last.end - 1] in "缺少漏多"

    def _text(self, index: int, end: int) -> int:
        """Words that only look like others: 同一项."""
        if self.open > index:
            self.open = index
        return end

    def _side(self, index: int) -> int:
        """以上, 以内（含） behind a figure."""
        char = self.folded[index : index + 1]
        if char in _ENDS and (ends := ENDS_CAP.match(self.folded, index)):
            self._add("K", index, ends.end())
            return ends.end()
        match = SIDE.match(self.folded, index) if char in _SIDES else None
        if match is None or match.end() == index:
            return index
        self._add("^", index, match.end())
        return match.end()
