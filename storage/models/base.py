"""What all tables have in common, and all jobs."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import UTCDateTime, string_enum
from storage.models.kinds import NarrationKind, Status


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        Status: string_enum(Status),
        NarrationKind: string_enum(NarrationKind),
        list[dict[str, Any]]: JSON,
        list[str]: JSON,
        dict[str, Any]: JSON(none_as_null=True),
    }


class Leased:
    """The columns of a job. `lease_owner` works on it until `lease_until`; then anybody may take it over.

    Where it failed, a listener may have it tried again after `lease_until`.
    """

    status: Mapped[Status] = mapped_column(default=Status.QUEUED)
    error: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
