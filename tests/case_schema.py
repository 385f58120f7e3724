"""The published structure of CASE v1.0 and v1.1, as JSON Schema.

1EdTech CASE Service v1.0, Information Model and REST/JSON binding (7 July 2017): the data classes CFPackage,
CFPckgDocument, CFPckgItem, CFPckgAssociation, CFRubric, CFRubricCriterion, CFRubricCriterionLevel, LinkURI and
LinkGenURI with their attributes, types and multiplicities. (In the information model of v1.1 these are sections
7.1.22 to 7.1.29; it says at each attribute what changed.) In v1.0 `extensions`, `caseVersion` and the other
attributes of v1.1 are not allowed. Those of v1.1 are after 1EdTech's own JSON Schema of its CFPackage
(case_v1p1_cfpackage-jsonschema1.json), which is less strict on line breaks and URIs.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

_UUID = {
    "type": "string",
    "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
}
_URI = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:[^\\s]+$"}
_LINE = {"type": "string", "pattern": "^[^\\n\\r\\t]*$"}  # xsd:normalizedString
_TEXT = {"type": "string"}  # xsd:string
_TIME = {"type": "string", "format": "date-time", "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$"}
_DATE = {"type": "string", "format": "date"}
_WHOLE = {"type": "integer"}
_NUMBER = {"type": "number"}
_LINES = {"type": "array", "items": _LINE}
_ASSOCIATIONS = (
    "isChildOf",
    "isPeerOf",
    "isPartOf",
    "exactMatchOf",
    "precedes",
    "isRelatedTo",
    "replacedBy",
    "exemplar",
    "hasSkillLevel",
)


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _class(required: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


_LINK = {"title": _LINE, "identifier": _UUID, "uri": _URI}
_EACH = {"identifier": _UUID, "uri": _URI, "lastChangeDateTime": _TIME}

CASE_V1P0: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/CFPackage",
    "$defs": {
        "CFPackage": _class(
            {"CFDocument": _ref("CFPckgDocument")},
            {
                "CFItems": _many("CFPckgItem"),
                "CFAssociations": _many("CFPckgAssociation"),
                "CFRubrics": _many("CFRubric"),
            },
        ),
        "CFPckgDocument": _class(
            _EACH | {"creator": _LINE, "title": _LINE},
            {
                "officialSourceURL": _URI,
                "publisher": _LINE,
                "description": _LINE,
                "subject": _LINES,
                "subjectURI": _many("LinkURI"),
                "language": _LINE,
                "version": _LINE,
                "adoptionStatus": _LINE,
                "statusStartDate": _DATE,
                "statusEndDate": _DATE,
                "licenseURI": _ref("LinkURI"),
                "notes": _TEXT,
            },
        ),
        "CFPckgItem": _class(
            _EACH | {"fullStatement": _LINE},
            {
                "alternativeLabel": _LINE,
                "CFItemType": _LINE,
                "humanCodingScheme": _LINE,
                "listEnumeration": _LINE,
                "abbreviatedStatement": _LINE,
                "conceptKeywords": _LINES,
                "conceptKeywordsURI": _ref("LinkURI"),
                "notes": _TEXT,
                "language": _LINE,
                "educationLevel": _LINES,
                "CFItemTypeURI": _ref("LinkURI"),
                "licenseURI": _ref("LinkURI"),
                "statusStartDate": _DATE,
                "statusEndDate": _DATE,
            },
        ),
        "CFPckgAssociation": _class(
            _EACH
            | {
                "associationType": {"enum": list(_ASSOCIATIONS)},
                "originNodeURI": _ref("LinkGenURI"),
                "destinationNodeURI": _ref("LinkGenURI"),
            },
            {"sequenceNumber": _WHOLE, "CFAssociationGroupingURI": _ref("LinkURI")},
        ),
        "CFRubric": _class(
            _EACH, {"title": _LINE, "description": _LINE, "CFRubricCriteria": _many("CFRubricCriterion")}
        ),
        "CFRubricCriterion": _class(
            _EACH,
            {
                "category": _LINE,
                "description": _TEXT,
                "CFItemURI": _ref("LinkURI"),
                "weight": _NUMBER,
                "position": _WHOLE,
                "rubricId": _UUID,
                "CFRubricCriterionLevels": _many("CFRubricCriterionLevel"),
            },
        ),
        "CFRubricCriterionLevel": _class(
            _EACH,
            {
                "description": _TEXT,
                "quality": _LINE,
                "score": _NUMBER,
                "feedback": _TEXT,
                "position": _WHOLE,
                "rubricCriterionId": _UUID,
            },
        ),
        "LinkURI": _class(_LINK, {}),
        "LinkGenURI": _class(_LINK, {}),
    },
}


def _v1p1() -> dict[str, Any]:
    """v1.1: extensions of every class, statements and descriptions with line breaks, further attributes."""
    made = deepcopy(CASE_V1P0)
    classes = made["$defs"]
    for name, one in classes.items():
        if not name.startswith("Link"):
            one["properties"]["extensions"] = {"type": "object"}
    classes["CFRubricCriterionLevel"]["properties"]["extensions"] = {
        "type": "array",
        "items": {"type": "object"},
    }
    classes["CFPckgDocument"]["properties"] |= {
        "description": _TEXT,
        "frameworkType": _LINE,
        "caseVersion": {"enum": ["1.1"]},
    }
    classes["CFPckgItem"]["properties"] |= {
        "fullStatement": _TEXT,
        "subject": _LINES,
        "subjectURI": _many("LinkURI"),
    }
    own = "^ext:[a-zA-Z0-9._-]+$"
    classes["CFPckgAssociation"]["properties"] |= {
        "associationType": {"anyOf": [{"enum": [*_ASSOCIATIONS, "isTranslationOf"]}, {"pattern": own}]},
        "notes": _TEXT,
    }
    classes["CFRubric"]["properties"]["description"] = _TEXT
    classes["LinkGenURI"]["properties"]["targetType"] = {"anyOf": [{"enum": ["CASE"]}, {"pattern": own}]}
    return made


CASE_V1P1 = _v1p1()
