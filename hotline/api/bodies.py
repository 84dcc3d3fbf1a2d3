"""Reads JSON bodies: every fault of form is a 4xx in Chinese that names the fields; nothing odd reaches the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NoReturn, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from models.domain.errors import FieldError, HotlineError, InvalidInput

Model = TypeVar("Model", bound=BaseModel)
_MAX_DEPTH = 20
MAX_FAULTS = 50  # a hostile body could otherwise ask for a megabyte of complaints
_MAX_NAME = 80


class Unreadable(HotlineError):
    """Not JSON at all."""

    code = "unreadable"


class Body(BaseModel):
    """A request body: unknown fields are named, not ignored; a typing error must not lose a fact."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


# Pydantic's error types in the words of the people who read them.
_WORDS = {
    "missing": "缺少这个字段。",
    "extra_forbidden": "没有这个字段，请对照接口说明。",
    "string_type": "应为文字。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "int_from_float": "应为整数，不能带小数。",
    "bool_type": "应为 true 或 false。",
    "bool_parsing": "应为 true 或 false。",
    "string_too_short": "不能为空。",
    "datetime_parsing": "应为带时区的时间，如 2026-11-24T10:00:00+08:00。",
    "datetime_from_date_parsing": "应为带时区的时间，如 2026-11-24T10:00:00+08:00。",
    "date_parsing": "应为日期，如 2026-11-24。",
    "date_from_datetime_parsing": "应为日期，如 2026-11-24。",
    "date_from_datetime_inexact": "应为日期，如 2026-11-24。",
    "date_type": "应为日期，如 2026-11-24。",
    "datetime_type": "应为带时区的时间，如 2026-11-24T10:00:00+08:00。",
    "timezone_aware": "时间须带时区，如 2026-11-24T10:00:00+08:00。",
    "model_type": "应为对象。",
    "model_attributes_type": "应为对象。",
}


def read_body(model: type[Model]) -> Model:
    """The request's body as `model`. Raises Unreadable (400), 415, or InvalidInput (422)."""
    return validated(model, json_of_request(), strict=True)


def json_of_request() -> Any:
    """The request's JSON value. Raises Unreadable (400), 415, or InvalidInput (422)."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    return parsed(request.get_data())


def parsed(raw: bytes) -> Any:
    """The JSON value of a body; refuses invalid UTF-8, NaN, deep nesting, NUL and lone surrogates."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Unreadable("内容不是有效的 UTF-8 编码，请转换编码后重发。") from None
    except (ValueError, RecursionError):
        raise Unreadable("内容不是有效的 JSON，请检查格式后重发。") from None
    faults = tuple(islice(_odd_strings(value, "", 0), MAX_FAULTS))
    if faults:
        raise InvalidInput("内容含有不能保存的字符或层级过深。", errors=faults)
    return value


def validated(model: type[Model], value: Any, *, strict: bool) -> Model:
    """The value as `model`; all faulty fields at once. Strict: "3" is no number, 1 is no true, 5 is no time."""
    try:
        if strict:
            return model.model_validate_json(json.dumps(value), strict=True)
        return model.model_validate(value)
    except ValidationError as fault:
        found = fault.errors(include_url=False, include_input=False)[:MAX_FAULTS]
        faults = tuple(_field_error(error) for error in found)
        raise InvalidInput("内容有误，请按下列提示修改后重交。", errors=faults) from None


def _field_error(error: Any) -> FieldError:
    field = ".".join(str(part) for part in error["loc"])[:_MAX_NAME] or "body"
    context = error.get("ctx", {})
    match error["type"]:
        case "string_too_long":
            return FieldError(field, f"最多 {context['max_length']} 字，请精简。")
        case "greater_than_equal" | "greater_than":
            return FieldError(field, f"不能小于 {context.get('ge', context.get('gt'))}。")
        case "less_than_equal" | "less_than":
            return FieldError(field, f"不能大于 {context.get('le', context.get('lt'))}。")
        case "enum" | "literal_error":
            return FieldError(field, f"只能是 {context['expected']} 之一。")
        case "moment":
            return FieldError(field, str(error["msg"]))
        case kind:
            return FieldError(field, _WORDS.get(kind, "内容不符合要求，请对照接口说明。"))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _odd_strings(value: Any, path: str, depth: int) -> Iterator[FieldError]:
    if depth > _MAX_DEPTH:
        yield FieldError(path[:_MAX_NAME], "层级过深。")
    elif isinstance(value, str):
        yield from _odd(value, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _odd(key, path)
            yield from _odd_strings(
                inner, f"{path}.{_safe(key)}" if path else _safe(key), depth + 1
            )
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _odd_strings(inner, f"{path}.{index}", depth + 1)


def _odd(text: str, path: str) -> Iterator[FieldError]:
    if "\0" in text:
        yield FieldError(path[:_MAX_NAME] or "body", "含有空字符（NUL），请删除后重交。")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        say = "含有不完整的字符（孤立代理项），请重新输入这段文字。"
        yield FieldError(path[:_MAX_NAME] or "body", say)


def _safe(key: str) -> str:
    return key.encode("utf-8", "replace").decode()
