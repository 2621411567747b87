"""`backshop token`: a signed token for the services of this machine's shop."""

import argparse

from deploy.local import keys
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.scopes import SCOPES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scopes", default=" ".join(SCOPES), help="separated by spaces; all by default")
    parser.add_argument("--subject", default="local", help="who it is for; stands in the history")
    parser.add_argument("--ttl", type=float, default=keys.DEFAULT_TTL_H, metavar="HOURS", help="12 by default")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--public-key", action="store_true", help="print the key that verifies tokens instead")
    instead.add_argument("--private-key", action="store_true", help="print the key that signs them; keep it secret")


def run(args: argparse.Namespace) -> int:
    state = LocalSettings().state
    if args.public_key or args.private_key:
        print(keys.public_key(state) if args.public_key else keys.private_key(state), end="")
        return 0
    scopes = args.scopes.split()
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise Problem(f"unknown scope {unknown[0]}; there are {' '.join(SCOPES)}")
    print(keys.mint_token(state, subject=args.subject, scopes=scopes, ttl_h=args.ttl))
    return 0
