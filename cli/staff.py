"""`backshop staff`: accounts of the back office, made and changed on its database, with nobody signed in."""

import argparse
import asyncio

from pydantic import ValidationError

from cli.results import add_json_argument, write_json
from deploy.columns import aligned
from deploy.local.owner import staff_database
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from services.backoffice.accounts import store
from services.backoffice.accounts.model import NewStaff, Role, Staff
from services.backoffice.accounts.passwords import new_password
from services.backoffice.accounts.usecases.add_staff import add_staff
from services.backoffice.accounts.usecases.disable_staff import disable_staff
from services.backoffice.accounts.usecases.reset_password import reset_password
from shared.refused import Refused
from shared.transaction import Tx


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="make an account; its first password is printed")
    add.add_argument("--email", required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--language", default="fr", choices=["en", "fr"])
    add_json_argument(actions.add_parser("list", help="show the accounts"))
    reset = actions.add_parser("reset-password", help="print a new password and sign the person out everywhere")
    reset.add_argument("--email", required=True)
    reset.add_argument("--second-factor", action="store_true", help="forget the second factor too, where it is lost")
    disable = actions.add_parser("disable", help="let somebody who has left sign in no more")
    disable.add_argument("--email", required=True)


def run(args: argparse.Namespace) -> int:
    try:
        return asyncio.run(_run(args))
    except Refused as refused:
        raise Problem(refused.detail) from refused


async def _run(args: argparse.Namespace) -> int:
    async with staff_database(LocalSettings()) as database, database.transaction() as tx:
        match args.action:
            case "add":
                said = await _add(tx, args)
            case "reset-password":
                said = await _reset_password(tx, args.email, second_factor=args.second_factor)
            case "disable":
                said = await _disable(tx, args.email)
            case _:
                said = _list(await store.list_staff(tx), args)
    print(said)  # what is said was committed
    return 0


async def _add(tx: Tx, args: argparse.Namespace) -> str:
    password = new_password()
    try:
        new = NewStaff(email=args.email, name=args.name, role=args.role, language=args.language, password=password)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise Problem(f"--{wrong['loc'][0]} is wrong: {wrong['msg']}") from error
    added = await add_staff(tx, new)
    return f"{added.email} can sign in with {password}"


async def _reset_password(tx: Tx, email: str, *, second_factor: bool) -> str:
    staff, password = await _find(tx, email), new_password()
    await reset_password(tx, staff.staff_id, password, second_factor=second_factor)
    return f"{staff.email} can sign in with {password}"


async def _disable(tx: Tx, email: str) -> str:
    """Raises LastOwner."""
    staff = await _find(tx, email)
    await disable_staff(tx, staff.staff_id)
    return f"{staff.email} can sign in no more"


async def _find(tx: Tx, email: str) -> Staff:
    found = await store.find_credentials(tx, email)
    if found is None:
        raise Problem(f"{email} has no account that can sign in; `backshop staff list` shows them")
    return found.staff


def _list(everybody: list[Staff], args: argparse.Namespace) -> str:
    rows = [
        {"email": one.email, "name": one.name, "role": one.role.value, "disabled": one.disabled_at is not None}
        for one in everybody
    ]
    write_json(args.json, rows)
    if not rows:
        return "nobody has an account; `backshop staff add` makes one"
    shown = [[one.email, one.name, one.role, "disabled" if one.disabled_at else ""] for one in everybody]
    return "\n".join(aligned([["email", "name", "role", ""], *shown]))
