"""Turns policies into words."""

from collections.abc import Mapping
from datetime import date

from service.domain.catalogue import Catalogue
from service.domain.governance.policy import Policy, PolicyState
from service.flows.desk import Desk
from service.flows.queries import choices
from service.labels import label
from service.web.contexts.policies import PolicyFormPage, PolicyLine, PolicyPage
from service.web.render import moment

FIELDS = (
    *("title", "document_no", "issuer", "valid_from", "valid_to", "topics", "area", "lead"),
    *("summary", "clauses", "item_id", "why", "version"),
)
_TONES = {PolicyState.VALID: "done", PolicyState.TO_COME: "waiting"}


def policy_line(policy: Policy, catalogue: Catalogue, day: date) -> PolicyLine:
    """A policy in a list."""
    state = policy.state(day)
    until = f" 至 {policy.valid_to}" if policy.valid_to else " 起"
    return PolicyLine(
        url=f"/policies/{policy.id}",
        title=policy.title,
        about="，".join(part for part in (policy.issuer, policy.document_no) if part),
        summary=policy.summary,
        topics=topic_names(policy, catalogue),
        valid=f"{policy.valid_from}{until}",
        state=label(state),
        tone=_TONES.get(state, "refused"),
    )


def policy_page(desk: Desk, policy: Policy, *, may_edit: bool, error: str = "") -> PolicyPage:
    """One policy with its editions."""
    held = desk.catalogue
    line = policy_line(policy, held, desk.today)
    lead = held.units[policy.lead].name if policy.lead in held.units else ""
    facts = [
        ("发文单位", policy.issuer),
        ("文号", policy.document_no),
        ("期限", line.valid),
        ("主题", line.topics),
        ("适用地区", held.area_names.get(policy.area, "全市")),
        ("明确牵头", lead),
        ("要点", policy.summary),
    ]
    shown = [{"term": term, "value": value} for term, value in facts if value]
    if policy.item_id:
        link = {"href": f"/agenda/{policy.item_id}", "label": "哪个议题留下的"}
        shown.append({"term": "来自议题", "links": [link]})  # type: ignore[dict-item]
    return PolicyPage(
        line=line,
        facts=shown,
        clauses=policy.clauses,
        citation=policy.citation,
        editions=[
            {
                "label": f"第 {row.version} 版",
                "at": moment(row.at),
                "at_iso": row.at.isoformat(),
                "who": row.actor_name,
                "note": row.why,
            }
            for row in desk.uow.policies.editions(policy.id)
        ],
        version=policy.version,
        may_edit=may_edit,
        may_retire=may_edit and policy.retired_on is None,
        error=error,
    )


def policy_form(
    desk: Desk,
    policy: Policy | None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    error: str = "",
) -> PolicyFormPage:
    """The form, of a new policy or of one that is there; what was typed stays."""
    offered = choices.choices(desk.catalogue)
    values = typed if typed is not None else _values(policy, desk.catalogue) if policy else {}
    return PolicyFormPage(
        heading="修改" if policy else "新增政策",
        url=f"/policies/{policy.id}" if policy else "/policies",
        values={name: values.get(name, "") for name in FIELDS},
        errors={name: (errors or {}).get(name, "") for name in FIELDS},
        units=offered.units,
        areas=offered.areas,
        is_new=policy is None,
        error=error,
    )


def topic_names(policy: Policy, catalogue: Catalogue) -> str:
    """The topics in words."""
    items = ((topic, catalogue.item(topic)) for topic in policy.topics)
    return "、".join(item.path[-1] if item else topic for topic, item in items)


def _values(policy: Policy, catalogue: Catalogue) -> dict[str, str]:
    plain = {name: getattr(policy, name, None) for name in FIELDS}
    values = {name: "" if value is None else str(value) for name, value in plain.items()}
    lead = catalogue.units.get(policy.lead)
    return values | {
        "topics": "、".join(policy.topics),
        "area": catalogue.area_names.get(policy.area, ""),
        "lead": lead.name if lead else "",
        "why": "",
    }
