"""The pages, one file per role's work; each handler parses, calls one flow, and redirects or
renders one context dataclass."""

from fastapi import APIRouter

from service.web.pages import (
    account,
    audit,
    catalogue,
    dispatching,
    docs,
    downloads,
    draftforms,
    drafting,
    findings,
    inbox,
    intake,
    jobs,
    leader,
    learning,
    notices,
    readers,
    reports,
    reviewing,
    search,
    staff,
    supervising,
    system,
    tickets,
    track,
    units,
)

router = APIRouter(include_in_schema=False)
for module in (
    account,
    notices,
    system,
    intake,
    tickets,
    dispatching,
    inbox,
    reviewing,
    supervising,
    findings,
    search,
    downloads,
    leader,
    reports,
    jobs,
    readers,
    learning,
    staff,
    units,
    drafting,
    draftforms,
    catalogue,
    audit,
    track,
    docs,
):
    router.include_router(module.router)
