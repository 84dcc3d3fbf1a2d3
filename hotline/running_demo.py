"""The demonstration that `hotline run` shows: made once, told at every start."""

from __future__ import annotations

from hotline.demo.ensure import Demo, ensure
from hotline.embedded_places import Say
from models.clock import SystemClock
from models.database import engine_for, sessions_for
from models.policy.load import default_policy
from models.secrets import keep, new_password
from models.settings import Settings


def demonstrate(settings: Settings, say: Say) -> str:
    """Organisation, people, token and pleas are there; what a person needs to know to try it."""
    engine = engine_for(settings.database_url)
    token = keep(settings.home, "demo-token", new_password())
    try:
        demo = ensure(
            sessions_for(engine), default_policy(), settings.keys, SystemClock(), say, token=token
        )
    finally:
        engine.dispose()
    return _told(demo, settings)


def _told(demo: Demo, settings: Settings) -> str:
    logins = "\n".join(
        f"  {login:<12} {password:<20} {role}" for role, login, password in demo.logins
    )
    return (
        f"\n打开 {settings.address} ，用下面任何一个演示账号登录（账号 密码 角色）：\n{logins}\n"
        f"接口演示令牌：{demo.token}\n"
        f"例：curl {settings.address}/api/v1/tickets -H 'Authorization: Bearer {demo.token}' "
        '-H \'Content-Type: application/json\' -d \'{"text":"我们三个月没发工资了","channel":"web"}\'\n'
    )
