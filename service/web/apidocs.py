"""Turns the OpenAPI description into what the page about the interface shows."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.web.contexts.public import DocsPage

_GROUPS = {
    "tickets": "工单",
    "attachments": "附件",
    "joint": "跨界事项（四跨）",
    "months": "月度成果",
    "open311": "Open311 GeoReport v2",
}
_METHODS = ("get", "post", "put", "delete")
_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "是否",
    "array": "列表",
    "object": "对象",
}


def docs_page(schema: Mapping[str, Any]) -> DocsPage:
    """The page of an OpenAPI description: operations by group, then the bodies they take."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method in _METHODS:
            if method in methods:
                tag = (methods[method].get("tags") or ["其他"])[0]
                operation = _operation(method, path, methods[method])
                groups.setdefault(tag, []).append(operation)
    return DocsPage(
        title=schema["info"]["title"],
        version=schema["info"]["version"],
        groups=[
            {"title": _GROUPS.get(tag, tag), "operations": found} for tag, found in groups.items()
        ],
        models=list(_models(schema.get("components", {}).get("schemas", {}))),
    )


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "method": method.upper(),
        "path": path,
        "text": operation.get("description", ""),
        "parameters": [
            {
                "name": item["name"],
                "place": {"query": "地址", "path": "路径", "header": "请求头"}[item["in"]],
                "is_required": item.get("required", False),
                "text": item.get("description", ""),
            }
            for item in operation.get("parameters", ())
        ],
        "body": _body(operation),
    }


def _body(operation: Mapping[str, Any]) -> str:
    """The name of the request body's model, empty when there is none."""
    content = operation.get("requestBody", {}).get("content", {})
    references = (_reference(kind.get("schema", {})) for kind in content.values())
    return next((name for name in references if name.endswith("In")), "")


def _models(schemas: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, model in schemas.items():
        if not name.endswith("In"):
            continue
        required = model.get("required", ())
        yield {
            "name": name,
            "fields": [
                {
                    "name": field,
                    "type": _type(value, schemas),
                    "is_required": field in required,
                    "text": value.get("description", ""),
                }
                for field, value in model.get("properties", {}).items()
            ],
        }


def _type(value: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    for part in (value, *value.get("anyOf", ()), *value.get("allOf", ())):
        choices = schemas.get(_reference(part), {}).get("enum") or part.get("enum")
        if choices:
            return " ".join(str(choice) for choice in choices)
        if part.get("format") == "date-time":
            return "时间"
        if part.get("type") in _TYPES:
            return _TYPES[part["type"]]
    return ""


def _reference(schema: Mapping[str, Any]) -> str:
    parts = (schema, *schema.get("anyOf", ()), *schema.get("allOf", ()))
    found = (str(part["$ref"]).rpartition("/")[2] for part in parts if "$ref" in part)
    return next(found, "")
