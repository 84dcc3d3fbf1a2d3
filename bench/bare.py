"""What the web is measured against: a bare Flask app that inserts one row, or does nothing, on the same gunicorn.

`python -m bench.bare` with the HOTLINE_* variables of `hotline serve`.
"""

from __future__ import annotations

import os

from flask import Flask, Response, jsonify, request
from sqlalchemy import text

from hotline.commands.serve import Gunicorn
from models.database import engine_for
from models.settings import settings_from

TABLE = "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, body text NOT NULL)"
GRANT = "GRANT ALL ON bench_row, bench_row_id_seq TO hotline_app"


class Bare(Gunicorn):
    """Same server, same threads, same connection pool; another app."""

    def load(self) -> Flask:
        app = Flask(__name__)
        engine = engine_for(self._settings.database_url)
        insert = text("INSERT INTO bench_row (body) VALUES (:body) RETURNING id")

        @app.post("/row")
        def row() -> tuple[Response, int]:
            with engine.begin() as connection:
                body = request.get_json()["text"]
                return jsonify({"id": connection.execute(insert, {"body": body}).scalar_one()}), 201

        @app.post("/nothing")
        def nothing() -> tuple[Response, int]:
            return jsonify({"status": "ok"}), 201

        @app.get("/healthz")
        def healthz() -> Response:
            return jsonify({"status": "ok"})

        return app


if __name__ == "__main__":
    Bare(settings_from(os.environ).complete()).run()
