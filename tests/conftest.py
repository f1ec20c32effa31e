"""Sockets are off, except on 127.0.0.1 in tests marked `network`, `browser` or `e2e`.

The Home Assistant test plugin switches sockets off at the start of every test's set-up; marked tests get them
back before their first fixture is made, whatever its scope.
"""

import pytest
import pytest_socket

OPEN = ("network", "browser", "e2e")


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> None:
    """Allow 127.0.0.1 to a marked test before any of its fixtures runs."""
    if any(request._pyfuncitem.get_closest_marker(name) for name in OPEN):
        pytest_socket.enable_socket()
        pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
