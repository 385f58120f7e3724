"""One spelling for each department: variants by a slip of the pen, and short forms.

市场监管局（安全监察处） and 市场监管局（安全监查处） are one; 机关党委 is short for 机关党委（巡察办公室）
where only one such name stands in the notice. `name` stays as printed, `canonical_name` carries
the usual form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from normalizers.records import Party
from normalizers.vocabulary import words

# shorter names differ by a character for good reason: 计划财务处, 规划财务处
_VARIANT_LENGTH = 7
# … and so do numbered and placed ones: 综合一处, 综合二处
_TELLING = frozenset(words("parties")["telling"])


def _is_slip(name: str, other: str) -> bool:
    """Whether two long names differ by one character that tells nothing apart."""
    if min(len(name), len(other)) < _VARIANT_LENGTH or abs(len(name) - len(other)) > 1:
        return False
    from rapidfuzz.distance import Levenshtein  # most notices name too few departments to need it

    if Levenshtein.distance(name, other, score_cutoff=1) != 1:
        return False
    edits = Levenshtein.editops(name, other)
    changed = {name[edit.src_pos : edit.src_pos + 1] for edit in edits if edit.tag != "insert"}
    changed |= {other[edit.dest_pos : edit.dest_pos + 1] for edit in edits if edit.tag != "delete"}
    return not changed & _TELLING


def variants(parties: Sequence[Party]) -> dict[str, str]:
    """Each name that is a slip of a more usual one, and that usual one."""
    cells = Counter(party.name for party in parties if not party.inherited)
    rows = Counter(party.name for party in parties)
    # one slip in a cell of its own against one merged cell: the rows that it covers decide
    ranked = sorted(rows, key=lambda name: (-cells[name], -rows[name]))
    found: dict[str, str] = {}
    for place, name in enumerate(ranked):
        usual = next(
            (other for other in ranked[:place] if other not in found and _is_slip(name, other)), None
        )
        if usual is not None:
            found[name] = usual
    return found


def short_forms(names: Sequence[str], others: Sequence[str] = ()) -> dict[str, str]:
    """Each short name and the one full name (of `names` or `others`) that it abbreviates."""
    found: dict[str, str] = {}
    for name in names:
        full = {other for other in (*names, *others) if other != name and _abbreviates(name, other)}
        if len(full) == 1:
            found[name] = full.pop()
    return found


def _abbreviates(name: str, full: str) -> bool:
    """机关党委 of 机关党委（巡察办公室）; “某工程”办 of “某工程”领导小组办公室."""
    if full.startswith(f"{name}（") and full.endswith("）"):
        return True
    stem = name.removesuffix("办")
    return stem != name and len(stem) >= 2 and full.startswith(stem) and full.endswith("办公室")


def canonical_parties(parties: Sequence[Party], others: Sequence[str] = ()) -> tuple[Party, ...]:
    """The parties with their canonical names; `others` are names of organisations elsewhere in the notice."""
    usual = variants(parties)
    names = list(dict.fromkeys(usual.get(party.name, party.name) for party in parties))
    full = short_forms(names, others)
    found = []
    for party in parties:
        name = usual.get(party.name, party.name)
        found.append(party.model_copy(update={"canonical_name": full.get(name, name)}))
    return tuple(found)
