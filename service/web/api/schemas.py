"""The payloads of the JSON interface."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.domain.errors import BadInput
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.ticket import Channel, RequestType, Urgency
from service.domain.together.matters import Crossing, MatterStep
from service.web.days import is_sound

_AHEAD = timedelta(minutes=5)


class TriageIn(BaseModel):
    """A text to be read; nothing is stored."""

    text: str = Field(description="诉求内容")
    title: str = Field("", description="标题")


class TicketIn(BaseModel):
    """A request to be registered; what is left out is taken from the reading."""

    text: str = Field(description="诉求内容，最多两万字")
    title: str = Field("", description="标题，最多二百字")
    channel: Channel | None = Field(None, description="受理渠道；渠道密钥以密钥的渠道为准")
    external_no: str = Field("", max_length=500, description="来源系统的编号，同一渠道只登记一次")
    name: str = Field("", max_length=100, description="诉求人姓名")
    phone: str = Field("", max_length=100, description="联系电话")
    address: str = Field("", max_length=500, description="联系地址")
    request_type: RequestType | None = Field(None, description="诉求类型")
    urgency: Urgency | None = Field(None, description="紧急程度；渠道密钥给的不采用")
    topic: str = Field("", description="主题的代码或名称；渠道密钥给的不采用")
    area: str = Field("", description="地区的代码或名称")
    place: str = Field("", max_length=500, description="事发地点")
    occurred: str = Field("", max_length=500, description="什么时候发生")
    demand: str = Field("", max_length=500, description="希望怎么办")
    registered_at: datetime | None = Field(None, description="提出的时间，没有时区的按北京时间")

    def spoken_at(self, now: datetime) -> datetime | None:
        """When the caller spoke, aware. Raises ``BadInput`` for a time that is still to come."""
        if self.registered_at is None:
            return None
        at = self.registered_at
        if not is_sound(at):
            raise BadInput("提出的时间不对，请核对。", {"registered_at": "要在 2000 年以后"})
        at = at.replace(tzinfo=LOCAL) if at.tzinfo is None else at
        if at > now + _AHEAD:
            raise BadInput("提出的时间还没有到，请核对。", {"registered_at": "晚于现在"})
        return at.astimezone(UTC)


class StepIn(BaseModel):
    """One step; its own fields stand beside ``step`` and ``version``."""

    model_config = ConfigDict(extra="allow")

    step: Step = Field(description="环节")
    version: int = Field(description="看到的版本号")

    def given(self) -> dict[str, Any]:
        """The step's own fields."""
        return dict(self.model_extra or {})


class SeenIn(BaseModel):
    """What was seen; a newer version is not acted upon."""

    version: int = Field(description="看到的版本号")


class MatterStepIn(SeenIn):
    """One step of a matter across borders; its own fields stand beside ``step``, ``version``."""

    model_config = ConfigDict(extra="allow")

    step: MatterStep = Field(description="环节")

    def given(self) -> dict[str, Any]:
        """The step's own fields, lists as a form sends them."""
        return _as_typed(self.model_extra or {})


class MatterIn(BaseModel):
    """A matter across borders to be opened from tickets."""

    title: str = Field(description="标题，最多一百字")
    question: str = Field(description="要议定的问题；单位会看到，不要写诉求人的姓名电话")
    crossings: list[Crossing] = Field(description="属于哪种跨界，一种或几种")
    tickets: list[str] = Field(description="同一件事的工单编号")
    topic: str = Field("", description="主题的代码或名称；不填按第一张工单")
    area: str = Field("", description="地区的代码或名称；不填按第一张工单")

    def given(self) -> dict[str, Any]:
        """The fields as a form sends them."""
        return _as_typed(self.model_dump(mode="json"))


def _as_typed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else value
        for name, value in values.items()
    }


class ServiceRequestIn(BaseModel):
    """A GeoReport v2 service request as the form that files it; other parameters are ignored."""

    service_code: str = Field(description="services.json 里的代码")
    description: str = Field("", description="诉求内容")
    address_string: str = Field("", max_length=500, description="地点")
    lat: float | None = Field(None, ge=-90, le=90, description="纬度")
    long: float | None = Field(None, ge=-180, le=180, description="经度")
    first_name: str = Field("", max_length=100, description="名")
    last_name: str = Field("", max_length=100, description="姓")
    phone: str = Field("", max_length=100, description="联系电话")

    def place(self) -> str:
        """Where it is. Raises ``BadInput`` when neither an address nor a position is given."""
        if self.address_string.strip():
            return self.address_string.strip()
        if self.lat is None or self.long is None:
            raise BadInput("要给出 address_string，或者 lat 和 long。", {"address_string": "必填"})
        return f"坐标 {self.lat},{self.long}"
