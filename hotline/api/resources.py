"""The API's resources, for the app and for the description."""

from __future__ import annotations

from hotline.api import facts, health, openapi, queues, search, tickets

RESOURCES = (
    tickets.resource,
    facts.resource,
    queues.resource,
    search.resource,
    health.resource,
    openapi.resource,
)
