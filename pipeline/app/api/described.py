"""The service described as OpenAPI 3.1: its addresses, what they take and give."""

from __future__ import annotations

from typing import Any

from normalizers.records import SCHEMA_VERSION
from pipeline.contract.notice import notice_schema
from pipeline.report.data import schema as diff_schema

MOST_NOTICES, MOST_MARKS = 500, 100_000
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
    },
}
_MARKS = {
    "type": "object",
    "required": ["marks"],
    "properties": {
        "marks": {
            "type": "array",
            "maxItems": MOST_MARKS,
            "items": {
                "type": "object",
                "required": ["id", "value"],
                "properties": {
                    **{name: {"type": "string"} for name in ("unit", "id", "matter", "remark")},
                    "value": {"type": ["string", "number", "boolean", "null"]},
                },
            },
        },
        "rubric": {"type": "integer", "minimum": 1},
    },
}


def openapi() -> dict[str, Any]:
    """All of it."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "rubrics", "version": SCHEMA_VERSION},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/notices": _get(
                "The notices of the project, with what is to be looked at",
                [_query(name) for name in ("q", "year", "issuer", "state")]
                + [_query("limit", "integer"), _query("offset", "integer")],
                {"type": "object"},
            ),
            "/notices/{notice}": _get("A notice with all of its records", [_NOTICE], _ref("Notice")),
            "/notices/{notice}/findings": _get(
                "What is to be looked at in it", [_NOTICE], {"type": "object"}
            ),
            "/notices/{notice}/score": {
                "post": {
                    "summary": "Scores of units by their marks",
                    "parameters": [_NOTICE],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": _MARKS}}},
                    "responses": _answers({"type": "array"}),
                }
            },
            "/diff": _get(
                "What changed between two notices",
                [_query("old", needed=True), _query("new", needed=True)],
                _ref("Diff"),
            ),
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": _ERROR, "Notice": notice_schema(), "Diff": diff_schema()},
        },
    }


_NOTICE = {"name": "notice", "in": "path", "required": True, "schema": {"type": "string"}}


def _query(name: str, kind: str = "string", *, needed: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": needed, "schema": {"type": kind}}


def _get(summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
    return {"get": {"summary": summary, "parameters": parameters, "responses": _answers(schema)}}


def _answers(schema: dict[str, Any]) -> dict[str, Any]:
    fault = {"description": "what was wrong", "content": {"application/json": {"schema": _ref("Error")}}}
    told = {"description": "as asked", "content": {"application/json": {"schema": schema}}}
    return {"200": told, **{str(status): fault for status in (400, 401, 404, 409, 413)}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
