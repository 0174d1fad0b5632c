"""Who acts: the accounts of the demo, as actors by username."""

from __future__ import annotations

from datetime import date

from foundation.accounts.actor import Actor
from foundation.accounts.models import Organisation, RoleAssignment, User
from foundation.accounts.queries import actor_of
from foundation.administration.operations.accounts import assign_role, create_user
from foundation.administration.operations.supervision import assign_supervisor
from wenshui_training.demo_people import ORGANISATIONS, PASSWORD, PEOPLE, DemoPerson

FIRST_ACCOUNT = "security_admin"


class Office:
    """The people of the demo county; `office["training"]` is 李静 acting."""

    def __init__(self) -> None:
        self.organisations: dict[str, Organisation] = {}
        self.users: dict[str, User] = {}
        self._actors: dict[str, Actor] = {}

    def __getitem__(self, username: str) -> Actor:
        if username not in self._actors:
            self._actors[username] = actor_of(self.users[username])
        return self._actors[username]

    def open(self, since: date) -> None:
        """Organisations, accounts and roles, set up at once: the two-person way is for an office that works."""
        for key, each in ORGANISATIONS.items():
            self.organisations[key] = Organisation.objects.create(
                kind=each.kind, name=each.name, short_name=each.short_name
            )
        first = next(person for person in PEOPLE if person.username == FIRST_ACCOUNT)
        self.users[FIRST_ACCOUNT] = self._first(first, since)
        for person in PEOPLE:
            if person is not first:
                self.users[person.username] = self._opened(person, since)
        assign_supervisor(
            actor=self["inspection_head"],
            user=self.users["supervisor"],
            organisation=self.organisations["qihang"],
            starts_on=since,
        )

    def _first(self, person: DemoPerson, since: date) -> User:
        user = User.objects.create_user(
            username=person.username,
            password=PASSWORD,
            display_name=person.name,
            organisation=self.organisations[person.organisation],
        )
        RoleAssignment.objects.create(user=user, role=person.role, starts_on=since)
        return user

    def _opened(self, person: DemoPerson, since: date) -> User:
        user = create_user(
            actor=self[FIRST_ACCOUNT],
            username=person.username,
            display_name=person.name,
            organisation=self.organisations[person.organisation],
            first_password=PASSWORD,
        )
        assign_role(user, actor=self[FIRST_ACCOUNT], role=person.role, starts_on=since)
        return user
