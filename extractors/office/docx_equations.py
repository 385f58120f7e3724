"""EQ fields of Word (带圈字符, fractions): signs that are drawn by a field have no text of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.numbering import grouped, superscript

_CIRCLES = frozenset("○◯〇⃝OoＯ●")
_BOXES = frozenset("□☐口")
_TICKS = {"√": "☑", "✓": "☑", "×": "☒", "✕": "☒", "✗": "☒"}
_CIRCLED = ((36, 0x32B1), (21, 0x3251), (1, 0x2460), (0, 0x24EA))  # from a number on: the character of it
_FORMAT = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\S+)\s*")
_SWITCH = re.compile(r"\\([A-Za-z]+)\s*(?:-?\d+\s*)?")
_BRACKET = re.compile(r"\\([lrb]c)\s*\\(.)\s*")
_PINYIN = re.compile(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\Z")
_ENDS = ",;)"
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}


def equation(code: str) -> tuple[str, bool]:
    """What an EQ field shows (`\\o\\ac(○,1)` is ①, `\\f(1,2)` is 1/2), and whether all of it is known."""
    reader = _Equation(_FORMAT.sub("", code))
    text = reader.sequence("")
    return text.strip(), reader.sure


@dataclass(slots=True)
class _Equation:
    """Reads a code from left to right."""

    code: str
    at: int = 0
    sure: bool = True
    _raised: set[str] = field(default_factory=set)

    def sequence(self, ends: str) -> str:
        """Text and signs up to one of `ends`, or to the end of the code."""
        parts = []
        open_brackets = 0
        while self.at < len(self.code):
            char = self.code[self.at]
            if char in ends and not open_brackets:
                break
            if char == "\\":
                parts.append(self._escape())
                continue
            if ends:
                open_brackets += (char == "(") - (char == ")")
            parts.append(char)
            self.at += 1
        return "".join(parts)

    def _escape(self) -> str:
        following = self.code[self.at + 1 : self.at + 2]
        if not following.isascii() or not following.isalpha():
            self.at += 2
            return following
        return self._switch()

    def _switch(self) -> str:
        options: list[str] = []
        brackets = {"lc": "(", "rc": ")"}
        while self.code.startswith("\\", self.at):
            bracket = _BRACKET.match(self.code, self.at)
            option = _SWITCH.match(self.code, self.at)
            if bracket and options:
                if bracket[1] == "bc":
                    brackets = {"lc": bracket[2], "rc": _CLOSING.get(bracket[2], bracket[2])}
                else:
                    brackets[bracket[1]] = bracket[2]
                self.at = bracket.end()
            elif option:
                options.append(option[1].lower())
                self.at = option.end()
            else:
                break
        arguments = self._arguments()
        return self._drawn(options[0] if options else "", options[1:], arguments, brackets)

    def _arguments(self) -> list[str]:
        if self.code[self.at : self.at + 1] != "(":
            return []
        arguments = []
        while self.at < len(self.code):
            self.at += 1  # past the bracket or comma
            arguments.append(self.sequence(_ENDS))
            if self.code[self.at : self.at + 1] == ")":
                self.at += 1
                break
        return arguments

    def _drawn(self, name: str, options: list[str], given: list[str], brackets: dict[str, str]) -> str:
        arguments = [each.strip() for each in given]
        match name, arguments:
            case "o", _:
                return self._overlaid([each for each in arguments if each])
            case "f", [above, below]:
                return f"{grouped(above)}/{grouped(below)}"
            case "r", [inside] | ["" | "2", inside]:
                return f"√{grouped(inside)}"
            case "s", [inside]:
                raised = superscript(inside) if "up" in options else inside
                self._raised.add(raised)
                return raised
            case "b", [inside]:
                return brackets["lc"] + inside + brackets["rc"]
            case "x", [inside]:
                return inside
            case "l", _:
                return ",".join(arguments)
            case "d", _:
                return ""
        self.sure = False
        return " ".join(arguments)

    def _overlaid(self, arguments: list[str]) -> str:
        """Characters over each other: a sign within a circle or a box, or pinyin above its characters."""
        if len(set(arguments)) == 1:
            return arguments[0]
        if len(arguments) == 2:
            for frame, inside in (arguments, arguments[::-1]):
                if frame in _CIRCLES:
                    return circled(inside)
                if frame in _BOXES:
                    return _TICKS.get(inside, f"[{inside}]")
            first, second = arguments
            if first in self._raised and _PINYIN.match(first):
                return second
        self.sure = False
        return "".join(arguments)


def circled(text: str) -> str:
    """A figure, letter or numeral in a circle: 1 is ①; in brackets where there is no such character."""
    if text.isdecimal() and text.isascii() and int(text) <= 50:
        number = int(text)
        first = next(start for start in _CIRCLED if number >= start[0])
        return chr(first[1] + number - first[0])
    if len(text) == 1 and text in "一二三四五六七八九十":
        return chr(0x3280 + "一二三四五六七八九十".index(text))
    if len(text) == 1 and text.isascii() and text.isalpha():
        return chr((0x24B6 if text.isupper() else 0x24D0 - 32) + ord(text) - 65)
    return f"({text})"
