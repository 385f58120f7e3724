"""Computes the total of a unit from a rules file and its marks: a reference for programs in other languages.

    python evaluate_rules.py rubric.rules.json marks.json

Marks are a list of {"id": …, "value": …} with "tier" and "matter" where an input has them. It needs nothing
but Python, and takes each rule of docs/computing.md one by one.
"""

import json
import sys
import unicodedata
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from operator import eq, ge, gt, le, lt, ne
from pathlib import Path

COMPARE = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def read(rules, marks):
    """What the marks say: a figure for each key, a matter for each key; and the marks that cannot be used."""
    values, matters, faults = {}, {}, []
    for mark in marks:
        text, matter = (
            unicodedata.normalize("NFKC", mark["value"]).strip(),
            mark.get("matter", "").strip().casefold(),
        )
        inputs = [
            one for one in rules["inputs"] if (one["id"], one["tier"]) == (mark["id"], mark.get("tier", ""))
        ]
        free = [
            one for one in inputs if one["key"] not in values and (not matter or one["matter"] is not None)
        ]
        one = next((one for one in free if meant(one, text, rules)[1] is not None), None)
        if one is None:
            faults.append({"code": "not-allowed" if inputs else "unknown-id", "id": mark["id"]})
            continue
        key, value = meant(one, text, rules)
        values[key] = value
        if matter:
            matters[one["matter"]] = matter
    return values, matters, faults


def meant(one, text, rules):
    """The key and the figure of what stands in an input; no figure where it may not stand there."""
    if text in one["words"]:
        return one["words"][text]["key"], Decimal(one["words"][text]["value"])
    if one["yes_no"] and text.lower() in (*rules["yes"], *rules["no"]):
        word = one["words"].get("是" if text.lower() in rules["yes"] else "否")
        return one["key"], Decimal(word["value"] if word else text.lower() in rules["yes"])
    try:
        share = one["percent"] and text.endswith("%")
        value = Decimal(text.rstrip("%")) / 100 if share else Decimal(text)
    except InvalidOperation:
        return one["key"], None
    fits = one["figures"] and (one["least"] is None or value >= Decimal(one["least"]))
    fits = fits and (one["most"] is None or value <= Decimal(one["most"]))
    fits = fits and (not one["whole"] or value == value.to_integral_value())
    fits = fits and (not one["ranges"] or any(within(band, value) for band in one["ranges"]))
    return one["key"], value if fits else None


def within(band, value):
    """Whether a figure lies in a range."""
    low, high = band["low"], band["high"]
    above = low is None or value > Decimal(low) or (band["low_closed"] and value == Decimal(low))
    return above and (
        high is None or value < Decimal(high) or (band["high_closed"] and value == Decimal(high))
    )


def compute(rules, values, matters, lowest):
    """The value of each node where the score is lowest, or highest; parts stand before the whole."""
    found, open_end = [], Decimal("-Infinity" if lowest else "Infinity")

    def added(of, less):
        plus = [found[place] for place in of]
        if Decimal("Infinity") in plus and Decimal("-Infinity") in plus:
            whole = open_end  # no end upward beside none downward: the end that is computed is open
        else:
            whole = sum(plus, Decimal(0))
        for place in less:
            if whole.is_infinite() and whole == found[place]:
                return Decimal(0)  # what has no end less the same
            whole -= found[place]
        return whole

    def put_aside(group, place):
        """Whether one of a group is beaten by a greater one, or an equal one before it, of one matter."""
        best = {}
        for at, one in enumerate(group["rivals"]):
            matter = matters.get(one["matter"]) if group["by_matter"] else None
            if found[one["there"]] and not (group["by_matter"] and matter is None):
                rank = (found[one["effect"]], found[one["moves"]], -at)
                best.setdefault(matter, []).append((rank, at))
        return any(place in [at for _, at in many] and max(many)[1] != place for many in best.values())

    def steps(node):
        count = found[node["of"]] / Decimal(node["size"])
        way = {"whole": ROUND_FLOOR, "up": ROUND_CEILING}.get(node["begun"])
        return count.to_integral_value(way) if way and count.is_finite() else count

    def rounded(node):
        value = found[node["of"]]
        place = Decimal(1).scaleb(-node["decimals"])
        return value.quantize(place, ROUND_HALF_UP) if value.is_finite() else value

    def same(node):
        own, other = matters.get(node["key"]), node["other"]
        return own is None if other is None else own == matters.get(other)

    def pair(node):
        return found[node["left"]], found[node["right"]]

    ops = {
        "figure": lambda node: Decimal(node["value"]),
        "mark": lambda node: values.get(node["key"], Decimal(0)),
        "filled": lambda node: node["key"] in values,
        "same": same,
        "ends": lambda node: found[node["low" if lowest else "high"]],
        "sum": lambda node: added(node["of"], node["less"]),
        "times": lambda node: product(*pair(node)),
        "over": lambda node: quotient(*pair(node)),
        "least": lambda node: min(found[place] for place in node["of"]),
        "most": lambda node: max(found[place] for place in node["of"]),
        "is": lambda node: COMPARE[node["sign"]](*pair(node)),
        "every": lambda node: all(found[place] for place in node["of"]),
        "some": lambda node: any(found[place] for place in node["of"]),
        "not": lambda node: not found[node["of"]],
        "choose": lambda node: found[node["then" if found[node["when"]] else "other"]],
        "steps": steps,
        "greatest": lambda node: put_aside(rules["groups"][node["group"]], node["place"]),
        "round": rounded,
        # a step that people are shown: `of` with it, `before` without
        "kept": lambda node: found[node["of"]],
    }
    for node in rules["nodes"]:
        value = ops[node["op"]](node)
        found.append(Decimal(value) if isinstance(value, bool) else value)
    return found


def quotient(left, right):
    """Anything over 0 is 0."""
    return left / right if right else Decimal(0)


def product(left, right):
    """0 times what has no end is 0."""
    return left * right if left and right else Decimal(0)


def evaluate(rules, marks):
    """Lowest and highest total and points of each criterion, `vetoed`, `grade`, `faults`."""
    with localcontext() as context:
        context.prec = 50
        values, matters, faults = read(rules, marks)
        low, high = (compute(rules, values, matters, lowest) for lowest in (True, False))
    results = rules["results"]
    wrong = [{"code": one["code"], "id": one["id"]} for one in rules["checks"] if low[one["wrong"]]]
    # the place in the ladder, -1 for none
    grades = {-1 if results["grade"] is None else int(end[results["grade"]]) for end in (low, high)}
    return {
        "total": [low[results["total"]], high[results["total"]]],
        "criteria": {id_: [low[place], high[place]] for id_, place in results["criteria"].items()},
        "vetoed": bool(low[results["vetoed"]] and high[results["vetoed"]]),
        "grade": rules["grades"][grades.pop()]["grade"] if len(grades) == 1 and -1 not in grades else "",
        "faults": [*faults, *wrong],
    }


if __name__ == "__main__":
    told = [json.loads(Path(path).read_text("utf-8")) for path in sys.argv[1:3]]
    print(
        json.dumps(evaluate(*told), default=lambda one: f"{one.normalize():f}", ensure_ascii=False, indent=1)
    )
