"""Where each of several web processes starts; its parent left the settings in the environment."""

from fastapi import FastAPI

from service.cli.installation import settings_of
from service.cli.running import open_for_serving


def create() -> FastAPI:
    """The application of one process."""
    from service.web.app import create_app

    return create_app(open_for_serving(settings_of(None)))
