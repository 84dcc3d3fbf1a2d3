"""Refuses what no page and no program of ours sends and what the database cannot keep: NUL in addresses and forms."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request

from models.domain.errors import FieldError, InvalidInput


def refuse_nul(app: Flask) -> None:
    """JSON bodies are read over by hotline.api.bodies; this is the rest."""

    @app.before_request
    def check() -> None:
        faults = tuple(_faults())
        if faults:
            raise InvalidInput("请求含有空字符（NUL），请删除后重交。", errors=faults)


def _faults() -> Iterator[FieldError]:
    if "\0" in request.path:
        yield FieldError("path", "地址含有空字符（NUL）。")
    # Reading a form eats the body, and the API has no forms. An upload is read only after its sender was admitted;
    # it holds files and no word that is kept.
    unread = request.path.startswith("/api/") or request.endpoint == "attachments.keep"
    forms = () if unread else (request.form,)
    for values in (request.args, *forms):
        for name, value in values.items(multi=True):
            if "\0" in name or "\0" in value:
                yield FieldError(name.replace("\0", ""), "含有空字符（NUL），请删除后重交。")
