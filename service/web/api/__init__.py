"""The interfaces for other systems: JSON, version 1, and Open311."""

from fastapi import APIRouter

from service.web.api import attachments, calling, joint, months, open311, outlook, tickets

_v1 = APIRouter(prefix="/api/v1")
for module in (tickets, calling, attachments, joint, months, outlook):
    _v1.include_router(module.router)

router = APIRouter()
router.include_router(_v1)
router.include_router(open311.router)
