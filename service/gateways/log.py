"""The way out of an installation that has none: only that something would have been sent."""

from dataclasses import dataclass

import structlog

from service.gateways.gateway import NoGateway

_log = structlog.get_logger("notices")


@dataclass(frozen=True, slots=True)
class LogGateway:
    """Logs the key of a notice; neither whom it is for nor what it says."""

    channel: str

    def send(self, key: str, to: str, text: str) -> None:  # noqa: ARG002
        """Log it. Raises ``NoGateway``: nobody has received anything."""
        _log.info("notice_without_gateway", channel=self.channel, key=key)
        raise NoGateway("没有配置发送网关，只记了日志")
