"""The page about the interface for other systems, drawn from its own description."""

from fastapi import APIRouter, FastAPI, Request, Response

from service.web.apidocs import docs_page
from service.web.render import render

router = APIRouter()


@router.get("/docs")
def docs(request: Request) -> Response:
    app: FastAPI = request.app
    return render(request, "public/docs.html", docs_page(app.openapi()))
