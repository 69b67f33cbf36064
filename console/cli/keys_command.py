"""``cupola keys``."""

import argparse
import sys
from pathlib import Path

from console.domain.roles import Role
from telemetry.curve import (
    SERVER_ROLE,
    SHARED_SUFFIX,
    SOURCE_ROLE,
    KeyFolder,
    default_key_folder,
)

KEY_ROLES = (*(role.value for role in Role), SERVER_ROLE, SOURCE_ROLE)

_EXAMPLES = """\
examples:
  cupola keys new server main           everything on one machine
  cupola keys new source simulator
  cupola keys new flight anna
  cupola keys new guest ben
  cupola run --keys                      everything on this machine

a console on a machine of its own:
  cupola keys new observer cleo          there; carry cleo.pub to the server's machine
  cupola keys enrol cleo.pub             at the server's machine; carry main.pub back
  cupola keys enrol main.pub             there
  cupola console --role observer --keys --server tcp://10.0.0.2:7700

  cupola keys list
  cupola keys revoke ben                 a running server cuts ben off within a second

A key is bound to its role and name when it is made: what a console may see and ask follows from
its key and from nothing it says. Files ending in .key are secret and never leave their machine.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola keys`` its verbs."""
    parser.description = "Make, trust and revoke the keys that protect every link."
    parser.epilog = _EXAMPLES
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--keys",
        type=Path,
        default=default_key_folder(),
        metavar="DIR",
        help=f"the folder of keys (default: {default_key_folder()})",
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    new = verbs.add_parser("new", help="make a key and trust it here", parents=[common])
    new.add_argument("role", choices=KEY_ROLES, metavar="ROLE", help=" | ".join(KEY_ROLES))
    new.add_argument("name", metavar="NAME", help="who holds it: a to z, 0 to 9 and hyphens")
    new.set_defaults(run=_new)
    enrol = verbs.add_parser("enrol", help="trust a public key from elsewhere", parents=[common])
    enrol.add_argument("file", type=Path, metavar="FILE", help="NAME.pub")
    enrol.set_defaults(run=_enrol)
    listing = verbs.add_parser("list", help="print every key, one a line", parents=[common])
    listing.set_defaults(run=_list)
    revoke = verbs.add_parser("revoke", help="trust a key no more", parents=[common])
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=_revoke)


def _new(arguments: argparse.Namespace) -> int:
    holder = KeyFolder(arguments.keys).make(arguments.role, arguments.name)
    public = arguments.keys / f"{holder.name}{SHARED_SUFFIX}"
    _say(f"{holder.name} has a key for the role {holder.role}, trusted on this machine;")
    _say("to be trusted by another machine, carry this file there and enrol it:")
    print(public)
    return 0


def _enrol(arguments: argparse.Namespace) -> int:
    holder = KeyFolder(arguments.keys).enrol(arguments.file)
    _say(f"{holder.name} is trusted here as {holder.role}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    folder = KeyFolder(arguments.keys)
    own = {key.holder.public for key in folder.own_keys()}
    print("name\trole\tstate\tsecret\tpublic")
    for state, holders in (("enrolled", folder.enrolled()), ("revoked", folder.revoked())):
        for holder in holders:
            secret = "here" if holder.public in own else "elsewhere"
            print(f"{holder.name}\t{holder.role}\t{state}\t{secret}\t{holder.public}")
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    holder = KeyFolder(arguments.keys).revoke(arguments.name)
    _say(f"{holder.name} is not trusted any more; a running server cuts it off within a second")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr)
