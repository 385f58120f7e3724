"""The backup of one Moodle assignment (.mbz): a zip of the XML files that Moodle restores one activity from.

The files and fields are those of a backup of Moodle 4.1 of an activity without users; later versions read it.
Empty files stand for what an activity may have and this one has not. There is no gradebook.xml, so that the
gradebook of the course is left as it is.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping

from extractors.frozen import frozen
from pipeline.export.moodle.element import NULL, Element, document, element

_VERSION, _RELEASE = 2022112800, "4.1"
_MODULE, _INSTANCE, _CONTEXT, _SECTION, _ITEM = 1, 1, 3, 1, 1
_FOLDER = f"activities/assign_{_MODULE}"
_EMPTY: dict[str, tuple[str, ...]] = {
    "badges.xml": ("badges",),
    "completion.xml": ("course_completion",),
    "files.xml": ("files",),
    "grade_history.xml": ("grade_history", "grade_grades"),
    "groups.xml": ("groups", "groupings"),
    "outcomes.xml": ("outcomes_definition",),
    "questions.xml": ("question_categories",),
    "roles.xml": ("roles_definition",),
    "scales.xml": ("scales_definition",),
    f"{_FOLDER}/calendar.xml": ("events",),
    f"{_FOLDER}/comments.xml": ("comments",),
    f"{_FOLDER}/competencies.xml": ("course_module_competencies", "competencies"),
    f"{_FOLDER}/completion.xml": ("completions", "completionviews"),
    f"{_FOLDER}/filters.xml": ("filters", "filter_actives", "filter_configs"),
    f"{_FOLDER}/grade_history.xml": ("grade_history", "grade_grades"),
    f"{_FOLDER}/roles.xml": ("roles", "role_overrides", "role_assignments"),
    f"{_FOLDER}/xapistate.xml": ("states",),
}
_ASSIGN: dict[str, object] = {
    "alwaysshowdescription": 1,
    "submissiondrafts": 0,
    "sendnotifications": 0,
    "sendlatenotifications": 0,
    "sendstudentnotifications": 1,
    "duedate": 0,
    "cutoffdate": 0,
    "gradingduedate": 0,
    "allowsubmissionsfromdate": 0,
    "completionsubmit": 0,
    "requiresubmissionstatement": 0,
    "teamsubmission": 0,
    "requireallteammemberssubmit": 0,
    "teamsubmissiongroupingid": 0,
    "blindmarking": 0,
    "hidegrader": 0,
    "revealidentities": 0,
    "attemptreopenmethod": "none",
    "maxattempts": -1,
    "markingworkflow": 0,
    "markingallocation": 0,
    "preventsubmissionnotingroup": 0,
    "activity": "",
    "activityformat": 1,
    "timelimit": 0,
    "submissionattachments": 0,
}
_MODULE_FIELDS: dict[str, object] = {
    "modulename": "assign",
    "sectionid": _SECTION,
    "sectionnumber": 0,
    "idnumber": "",
    "score": 0,
    "indent": 0,
    "visible": 1,
    "visibleoncoursepage": 1,
    "visibleold": 1,
    "groupmode": 0,
    "groupingid": 0,
    "completion": 0,
    "completiongradeitemnumber": NULL,
    "completionpassgrade": 0,
    "completionview": 0,
    "completionexpected": 0,
    "availability": NULL,
    "showdescription": 0,
    "downloadcontent": 1,
    "tags": "",
}
_SETTINGS = (
    ("activities", 1),
    *(
        (name, 0)
        for name in (
            "users",
            "anonymize",
            "role_assignments",
            "blocks",
            "files",
            "filters",
            "comments",
            "badges",
            "calendarevents",
            "userscompletion",
            "logs",
            "grade_histories",
            "groups",
            "competencies",
        )
    ),
)


@frozen
class Backup:
    """An assignment: its name and text, the grade that it gives at most, when it changed, its grading areas.

    `key` tells one backup from another; the same key and content give the same bytes.
    """

    name: str
    intro: str
    grade: int
    changed: int
    key: str
    grading: Element


def archive(backup: Backup) -> bytes:
    """The bytes of the .mbz file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, root in sorted(_files(backup)):
            # a fixed date, so that the same rubric gives the same bytes
            packed.writestr(_entry(name), document(root))
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _files(backup: Backup) -> Iterator[tuple[str, Element]]:
    for name, (root, *inside) in _EMPTY.items():
        yield name, element(root, {}, *map(element, inside))
    yield "moodle_backup.xml", _about(backup)
    yield f"{_FOLDER}/module.xml", _module(backup)
    yield f"{_FOLDER}/assign.xml", _assign(backup)
    yield f"{_FOLDER}/grades.xml", _grades(backup)
    yield f"{_FOLDER}/grading.xml", backup.grading
    item = element("grade_item", {}, element("id", text=_ITEM))
    yield f"{_FOLDER}/inforef.xml", element("inforef", {}, element("grade_itemref", {}, item))


def _fields(values: Mapping[str, object]) -> list[Element]:
    return [element(name, text=value) for name, value in values.items()]


def _about(backup: Backup) -> Element:
    key = hashlib.md5(backup.key.encode(), usedforsecurity=False).hexdigest()
    site = hashlib.md5(b"rubric-pipeline", usedforsecurity=False).hexdigest()
    detail = {"type": "activity", "format": "moodle2", "interactive": 1, "mode": 10, "execution": 1}
    activity = {
        "moduleid": _MODULE,
        "sectionid": _SECTION,
        "modulename": "assign",
        "title": backup.name,
        "directory": _FOLDER,
    }
    root = [{"level": "root", "name": name, "value": value} for name, value in _SETTINGS]
    own = f"assign_{_MODULE}"
    activities = [
        {"level": "activity", "activity": own, "name": f"{own}_{name}", "value": value}
        for name, value in (("included", 1), ("userinfo", 0))
    ]
    information = element(
        "information",
        {},
        *_fields(
            {
                "name": f"{key}.mbz",
                "moodle_version": _VERSION,
                "moodle_release": _RELEASE,
                "backup_version": _VERSION,
                "backup_release": _RELEASE,
                "backup_date": backup.changed,
                "mnet_remoteusers": 0,
                "include_files": 0,
                "include_file_references_to_external_content": 0,
                "original_wwwroot": "https://rubric-pipeline.invalid",
                "original_site_identifier_hash": site,
                "original_course_id": 1,
                "original_course_format": "topics",
                "original_course_fullname": backup.name,
                "original_course_shortname": backup.name,
                "original_course_startdate": 0,
                "original_course_enddate": 0,
                "original_course_contextid": 2,
                "original_system_contextid": 1,
            }
        ),
        element("details", {}, element("detail", {"backup_id": key}, *_fields(detail))),
        element("contents", {}, element("activities", {}, element("activity", {}, *_fields(activity)))),
        element("settings", {}, *(element("setting", {}, *_fields(one)) for one in (*root, *activities))),
    )
    return element("moodle_backup", {}, information)


def _module(backup: Backup) -> Element:
    return element(
        "module",
        {"id": str(_MODULE), "version": str(_VERSION)},
        *_fields(_MODULE_FIELDS),
        element("added", text=backup.changed),
    )


def _assign(backup: Backup) -> Element:
    """The assignment wants nothing handed in; markers can leave a comment."""
    configs = (
        ("onlinetext", "assignsubmission", 0),
        ("file", "assignsubmission", 0),
        ("comments", "assignfeedback", 1),
    )
    assign = element(
        "assign",
        {"id": str(_INSTANCE)},
        *_fields({"name": backup.name, "intro": backup.intro, "introformat": 2} | _ASSIGN),
        *_fields({"grade": backup.grade, "timemodified": backup.changed}),
        *map(element, ("userflags", "submissions", "grades")),
        element(
            "plugin_configs",
            {},
            *(
                element(
                    "plugin_config",
                    {"id": str(number)},
                    *_fields({"plugin": plugin, "subtype": subtype, "name": "enabled", "value": value}),
                )
                for number, (plugin, subtype, value) in enumerate(configs, 1)
            ),
        ),
        element("overrides"),
    )
    ids = {"id": _INSTANCE, "moduleid": _MODULE, "modulename": "assign", "contextid": _CONTEXT}
    return element("activity", {name: str(value) for name, value in ids.items()}, assign)


def _grades(backup: Backup) -> Element:
    item = element(
        "grade_item",
        {"id": str(_ITEM)},
        *_fields(
            {
                "categoryid": 1,
                "itemname": backup.name,
                "itemtype": "mod",
                "itemmodule": "assign",
                "iteminstance": _INSTANCE,
                "itemnumber": 0,
                "iteminfo": NULL,
                "idnumber": "",
                "calculation": NULL,
                "gradetype": 1,
                "grademax": f"{backup.grade}.00000",
                "grademin": "0.00000",
                "scaleid": NULL,
                "outcomeid": NULL,
                "gradepass": "0.00000",
                "multfactor": "1.00000",
                "plusfactor": "0.00000",
                "aggregationcoef": "0.00000",
                "aggregationcoef2": "0.00000",
                "weightoverride": 0,
                "sortorder": 1,
                "display": 0,
                "decimals": NULL,
                "hidden": 0,
                "locked": 0,
                "locktime": 0,
                "needsupdate": 0,
                "timecreated": backup.changed,
                "timemodified": backup.changed,
            }
        ),
        element("grade_grades"),
    )
    return element("activity_gradebook", {}, element("grade_items", {}, item), element("grade_letters"))
