"""The text of a file of corrections, to be read and mended by people too: YAML, and what they wrote stays.

A file is read node by node and its values as they are printed (`4.50` is no figure here), so that whatever is
wrong is told with its line. References (`&`, `*`) have no use here and can make a short text endless.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from normalizers.overlay import Correction, Value
from pipeline.corrections.model import CorrectionFile, Unusable

_ENTRY = ("record", "field", "was", "now", "who", "when", "why")
_NEEDED = frozenset({"record", "field", "now"})
_HEAD = ("notice_id", "title", "year", "file", "series", "considered", "corrections")
# a correction has some hundred characters
_MOST = 16_000_000
_NULL, _BOOL = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"


def read_text(sha256: str, data: bytes) -> CorrectionFile:
    """The corrections of a document. Raises Unusable, which names the line."""
    root = _composed(data)
    # an empty file has no root
    tree = _named(root) if isinstance(root, MappingNode) else {}
    if not isinstance(tree.get("corrections"), SequenceNode):
        raise Unusable("no-corrections", line=_line(tree.get("corrections", root)))
    for name, node in tree.items():
        if name not in _HEAD:
            raise Unusable("unknown-name", line=_line(node), name=name, known=", ".join(_HEAD))
    return CorrectionFile(
        sha256=sha256,
        notice_id=_word(tree.get("notice_id")),
        file=_word(tree.get("file")),
        title=_word(tree.get("title")),
        year=_year(tree.get("year")),
        series=tuple(map(_word, _list(tree.get("series"), "series"))),
        considered=_considered(tree.get("considered")),
        corrections=tuple(map(_entry, _list(tree["corrections"], "corrections"))),
        version=version_of(data),
    )


def version_of(data: bytes) -> str:
    """What tells this text of a file from another one."""
    return hashlib.sha256(data).hexdigest()[:32]


def _composed(data: bytes) -> Node | None:
    if len(data) > _MOST:
        raise Unusable("yaml-too-large", most=str(_MOST))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable("not-utf-8", line=str(data[: error.start].count(b"\n") + 1)) from error
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unusable("no-yaml", line=str(mark.line + 1 if mark else 1)) from error
    except YAMLError as error:
        # a character that no YAML may hold
        at = getattr(error, "position", 0)
        raise Unusable("no-yaml", line=str(text.count("\n", 0, at) + 1)) from error
    except RecursionError as error:
        raise Unusable("too-deep") from error
    _refuse_references(root, set())
    return root


def _refuse_references(node: Node | None, seen: set[int]) -> None:
    if node is None:
        return
    if node.anchor or id(node) in seen:
        raise Unusable("reference", line=_line(node))
    seen.add(id(node))
    if isinstance(node, MappingNode):
        for key, value in node.value:
            _refuse_references(key, seen)
            _refuse_references(value, seen)
    elif isinstance(node, SequenceNode):
        for value in node.value:
            _refuse_references(value, seen)


def _line(node: Node | None) -> str:
    return str(node.start_mark.line + 1) if node is not None else "1"


def _named(node: MappingNode) -> dict[str, Node]:
    """The values of a mapping by their names, each of which stands there once."""
    found: dict[str, Node] = {}
    for key, value in node.value:
        name = _word(key)
        if name in found:
            raise Unusable("name-twice", line=_line(key), name=name)
        found[name] = value
    return found


def _entry(node: Node) -> Correction:
    if not isinstance(node, MappingNode):
        raise Unusable("entry-unclear", line=_line(node), known=", ".join(_ENTRY))
    said = _named(node)
    for name, value in said.items():
        if name not in _ENTRY:
            raise Unusable("unknown-name", line=_line(value), name=name, known=", ".join(_ENTRY))
    if missing := sorted(_NEEDED - set(said)):
        raise Unusable("name-missing", line=_line(node), names=", ".join(missing))
    return Correction(
        record=_word(said["record"]),
        field=_word(said["field"]),
        was=_value(said.get("was")),
        now=_value(said["now"]),
        who=_word(said.get("who")),
        when=_word(said.get("when")),
        why=_word(said.get("why")),
    )


def _value(node: Node | None) -> Value:
    if isinstance(node, SequenceNode):
        return tuple(map(_word, node.value))
    if isinstance(node, MappingNode):
        return {name: _word(one) for name, one in _named(node).items()}
    return None if node is None or node.tag == _NULL else _word(node)


def _word(node: Node | None) -> str:
    """A plain value as it is printed: people write 4.50, true and 2031-03-09 without quotes."""
    if node is None or node.tag == _NULL:
        return ""
    if not isinstance(node, ScalarNode):
        raise Unusable("list-for-value", line=_line(node))
    return str(node.value).lower() if node.tag == _BOOL else str(node.value)


def _year(node: Node | None) -> int | None:
    said = _word(node)
    if said and not re.fullmatch(r"[0-9]{4}", said):
        raise Unusable("no-year", line=_line(node), value=said[:40])
    return int(said) if said else None


def _list(node: Node | None, name: str) -> Sequence[Node]:
    if node is None or node.tag == _NULL:
        return ()
    if not isinstance(node, SequenceNode):
        raise Unusable("no-list", line=_line(node), name=name)
    found: list[Node] = node.value
    return found


def _considered(node: Node | None) -> tuple[tuple[str, str], ...]:
    if node is None or node.tag == _NULL:
        return ()
    if not isinstance(node, MappingNode):
        raise Unusable("no-mapping", line=_line(node), name="considered")
    return tuple(sorted((name, _word(one)) for name, one in _named(node).items()))


# ---- written


def dumped(file: CorrectionFile) -> str:
    """The text of a new file: what it is about, then the corrections by record and field."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, 100
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = StringIO()
    yaml.dump({**_head(file), "corrections": [_node(one) for one in in_order(file.corrections)]}, out)
    return out.getvalue()


def rewritten(data: bytes, file: CorrectionFile) -> str:
    """The text of a file that is there, with other corrections.

    One that a person edited keeps its order, its comments and what is not changed; new corrections stand at
    its end. Raises Unusable.
    """
    there = read_text(file.sha256, data)
    text = data.decode("utf-8-sig")
    if dumped(there) == text:
        return dumped(file)
    left, changed, new = _sorted_out(there.corrections, file.corrections)
    if changed or new or _head(there) != _head(file):
        text = _round_trip(text, there, file, changed, new)
    try:
        text = _without(text, left)
        made = read_text(file.sha256, text.encode())
    except Unusable:
        return dumped(file)
    # comments are worth much, what they comment on more
    same = _head(made) == _head(file) and in_order(made.corrections) == in_order(file.corrections)
    return text if same else dumped(file)


def _sorted_out(
    there: Sequence[Correction], made: Sequence[Correction]
) -> tuple[set[int], dict[int, Correction], list[Correction]]:
    """Which entries are to go, which say something else by now, and what is new."""
    left = dict(enumerate(there))
    new, changed = [], {}
    for one in made:
        at = next((at for at, old in left.items() if old == one), None)
        if at is None:
            new.append(one)
        else:
            del left[at]
    for one in list(new):
        known = (at for at, old in left.items() if (old.record, old.field) == (one.record, one.field))
        if (at := next(known, None)) is not None:
            changed[at] = one
            new.remove(one)
            del left[at]
    return set(left), changed, new


def _round_trip(
    text: str,
    there: CorrectionFile,
    file: CorrectionFile,
    changed: Mapping[int, Correction],
    new: Sequence[Correction],
) -> str:
    yaml = YAML()
    yaml.Resolver, yaml.Representer = _AsPrinted, _Explicit
    yaml.preserve_quotes, yaml.allow_unicode, yaml.width = True, True, 100_000
    tree: Any = yaml.load(text)
    entries: Any = tree["corrections"]
    offset = entries.lc.col or 0
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    for at, one in changed.items():
        before = _node(there.corrections[at])
        for name, value in _node(one).items():
            if before[name] != value:
                entries[at][name] = _written(value)
    added = [_written(_node(one)) for one in in_order(new)]
    if entries:
        entries.extend(added)
    else:
        # `[]` has no lines to go on with
        tree["corrections"] = CommentedSeq(added)
    _put_head(tree, _head(there), _head(file))
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _put_head(tree: CommentedMap, there: Mapping[str, Any], head: Mapping[str, Any]) -> None:
    for name in there.keys() - head.keys():
        del tree[name]
    for number, (name, value) in enumerate(head.items()):
        if name not in tree and value:
            tree.insert(min(number, list(tree).index("corrections")), name, _written(value))
        elif there.get(name) != value:
            tree[name] = _written(value)


def _without(text: str, gone: Collection[int]) -> str:
    """The text without some entries. Comments stay where they are: those behind an entry are of the next."""
    if not gone:
        return text
    root, lines = _composed(text.encode()), text.splitlines(keepends=True)
    entries = _named(root)["corrections"].value if isinstance(root, MappingNode) else []
    for at in sorted(gone, reverse=True):
        del lines[entries[at].start_mark.line : _last_line(entries[at]) + 1]
    return "".join(lines)


def _last_line(node: Node) -> int:
    """The line of the last character of a node: a block ends where the next thing begins."""
    inner = [one for pair in node.value for one in pair] if isinstance(node, MappingNode) else node.value
    if isinstance(node, ScalarNode) or getattr(node, "flow_style", False) or not inner:
        return int(node.end_mark.line - (node.end_mark.column == 0))
    return max(map(_last_line, inner))


class _AsPrinted(VersionedResolver):
    """Nothing but an empty value is more than its characters, so that each is written as it was."""

    @property
    def versioned_resolver(self) -> Any:
        return {
            first: [pair for pair in pairs if str(pair[0]) == _NULL]
            for first, pairs in super().versioned_resolver.items()
        }


class _Explicit(RoundTripRepresenter):
    """Nothing is written as `null`, as in a new file: `was:` without a value looks forgotten."""

    def represent_none(self, data: None) -> Any:
        return self.represent_scalar(_NULL, "null")


_Explicit.add_representer(type(None), _Explicit.represent_none)


def _written(value: Any) -> Any:
    """A value for the tree: a text that YAML would take for a figure or a date gets quotes."""
    if isinstance(value, str):
        tag = VersionedResolver().resolve(ScalarNode, value, (True, False))
        return value if str(tag) == "tag:yaml.org,2002:str" else SingleQuotedScalarString(value)
    if isinstance(value, list):
        return CommentedSeq(map(_written, value))
    if isinstance(value, dict):
        return CommentedMap((name, _written(one)) for name, one in value.items())
    return value


def _head(file: CorrectionFile) -> dict[str, Any]:
    head: dict[str, Any] = {
        "notice_id": file.notice_id,
        "title": file.title,
        "year": file.year,
        "file": file.file,
        "series": list(file.series),
    }
    if file.considered:
        head["considered"] = dict(file.considered)
    return head


def _node(one: Correction) -> dict[str, Any]:
    return {name: _plain(getattr(one, name)) for name in _ENTRY}


def _plain(value: Value) -> Any:
    if value is None or isinstance(value, str):
        return value
    return list(value) if isinstance(value, tuple) else dict(value)


def in_order(corrections: Iterable[Correction]) -> Sequence[Correction]:
    """By record as a notice has them (2/9 before 2/10), then by field."""
    return sorted(corrections, key=lambda one: (_places(one.record), one.field, str(_plain(one.was))))


def _places(record: str) -> list[tuple[str, int]]:
    return [(letters, int(number)) for letters, number in re.findall(r"([a-z]*)(\d+)", record)]
