"""A worker that waits for work notices that Valkey's host is gone (bench/hosts.py pulls a real cable)."""

from __future__ import annotations

import socket
import sys

import pytest

from workers.child import patient_client


@pytest.mark.parametrize("option", ["TCP_KEEPIDLE", "TCP_USER_TIMEOUT"])
def test_the_kernel_watches_a_connection_to_another_host(option: str) -> None:
    """Without it the worker waits seven minutes for an answer that cannot come."""
    with patient_client("redis://127.0.0.1:1/0") as client:
        told = client.connection_pool.connection_kwargs

    assert told["socket_keepalive"] is True
    if sys.platform == "linux":
        assert getattr(socket, option) in told["socket_keepalive_options"]


def test_a_socket_in_the_file_system_has_no_other_host() -> None:
    """It knows no such option and would refuse it."""
    with patient_client("unix:///nowhere/valkey.sock?db=0") as client:
        assert client.connection_pool.make_connection() is not None
