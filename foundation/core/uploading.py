"""What is judged while an upload arrives: its announced size, the room on the disk, and that it came whole."""

from __future__ import annotations

import os
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import UnreadablePostError

from foundation.core import storage


class NoRoom(RequestDataTooBig):
    """The disk is at its floor; nothing more is received."""


class LandingFile(TemporaryUploadedFile):
    """Lies on the store's own disk, not in the machine's memory, and is swept when the process is killed."""

    def __init__(
        self, name: str, content_type: str | None, charset: str | None, extra: dict[str, Any] | None
    ) -> None:
        file = NamedTemporaryFile(suffix=".upload", dir=storage.incoming())  # noqa: SIM115 - closed by Django
        UploadedFile.__init__(self, file, name, content_type, 0, charset, extra)


class LandingHandler(TemporaryFileUploadHandler):
    """Stands last among the handlers: small files stay in memory, the others land in `storage.incoming()`."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Before a byte is read: the third argument is the announced length. `RequestDataTooBig` becomes a page."""
        content_length: int = args[2]
        if content_length > settings.LARGEST_REQUEST:
            raise RequestDataTooBig("the request is longer than LARGEST_REQUEST")
        if storage.is_below_floor(content_length):
            raise NoRoom("the disk is at its floor")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = LandingFile(
            self.file_name or "", self.content_type, self.charset, self.content_type_extra
        )

    def upload_complete(self) -> None:
        """A line that broke ends the body early, and Django takes that for its end: so it is counted."""
        stream = getattr(self.request, "_stream", None)
        limit, read = getattr(stream, "limit", 0), getattr(stream, "_pos", 0)
        if read < limit:
            raise UnreadablePostError(f"{limit - read} bytes of the upload are missing")

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
            if os.path.exists(self.file.temporary_file_path()):
                os.remove(self.file.temporary_file_path())
