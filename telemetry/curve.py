"""Keys: who may join a link, in files that a person can carry and read.

A folder holds this machine's own keys (``NAME.key``, secret), their public halves (``NAME.pub``)
to give to others, ``enrolled`` with the public halves this machine trusts, and ``revoked`` with
those it trusts no more. A key is bound to a role and a name when it is made.
"""

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import platformdirs
import zmq

SERVER_ROLE: Final = "server"
SOURCE_ROLE: Final = "source"
OWN_SUFFIX: Final = ".key"
SHARED_SUFFIX: Final = ".pub"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_Z85: Final = re.compile(r"[0-9a-zA-Z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}")
_FOR_OTHERS: Final = 0o077


class KeysError(ValueError):
    """A key or key folder that cannot be used, in one line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder:
    """Whose key it is.

    Parameters
    ----------
    role : str
        A console's role, ``server`` or ``source``.
    name : str
        Who holds it: lower-case letters, digits and hyphens.
    public : str
        The public key in Z85, 40 characters.
    """

    role: str
    name: str
    public: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """A key of this machine, with its secret half, which never shows in a log."""

    holder: KeyHolder
    secret: str = field(repr=False)


def default_key_folder() -> Path:
    """Return where a person's keys are kept unless they say otherwise."""
    return platformdirs.user_config_path("cupola", appauthor=False) / "keys"


class KeyFolder:
    """The keys one machine has and the keys it trusts.

    Parameters
    ----------
    path : Path
        The folder; made when the first key is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._enrolled = path / "enrolled"
        self._revoked = path / "revoked"

    @property
    def stamp(self) -> object:
        """Differs from the one before whenever a key was enrolled or revoked."""
        try:
            # The names too: two changes within one tick of the file system have one time.
            return self._enrolled.stat().st_mtime_ns, tuple(sorted(self._enrolled.iterdir()))
        except OSError:
            return None

    def make(self, role: str, name: str) -> KeyHolder:
        """Make a key, and enrol it here.

        Raises
        ------
        KeysError
            If the name is taken or cannot be one, or the folder cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise KeysError(f"'{name}' is not a name of a to z, 0 to 9 and hyphens, at most 40")
        self._prepare()
        if self._place(name, OWN_SUFFIX).exists() or self._taken(name):
            raise KeysError(f"{self.path} already has a key named {name}")
        public, secret = (half.decode() for half in zmq.curve_keypair())
        holder = KeyHolder(role=role, name=name, public=public)
        _write(self._place(name, OWN_SUFFIX), _text(holder, secret))
        _write(self._place(name, SHARED_SUFFIX), _text(holder))
        _write(self._enrolled / f"{name}{SHARED_SUFFIX}", _text(holder))
        return holder

    def enrol(self, file: Path) -> KeyHolder:
        """Trust the public key in `file` from now on.

        Raises
        ------
        KeysError
            If the file is no public key, the key was revoked, or the name is another's.
        """
        holder = read_public(file)
        self._prepare()
        if any(known.public == holder.public for known in _holders(self._revoked)):
            raise KeysError(f"{file}: this key was revoked; {holder.name} needs a new one")
        place = self._enrolled / f"{holder.name}{SHARED_SUFFIX}"
        if place.exists() and read_public(place) != holder:
            raise KeysError(f"{file}: another key is enrolled as {holder.name}; revoke it first")
        _write(place, _text(holder))
        return holder

    def revoke(self, name: str) -> KeyHolder:
        """Trust `name` no more; a server that runs notices within a second.

        Raises
        ------
        KeysError
            If nobody of that name is enrolled.
        """
        place = self._enrolled / f"{name}{SHARED_SUFFIX}"
        if not _NAME.fullmatch(name) or not place.exists():
            raise KeysError(f"{self.path} has no enrolled key named '{name}'")
        holder = read_public(place)
        self._prepare()
        _write(self._revoked / f"{name}-{_file_safe(holder.public)}{SHARED_SUFFIX}", _text(holder))
        place.unlink()
        return holder

    def enrolled(self) -> list[KeyHolder]:
        """Return whom this machine trusts, by name.

        Raises
        ------
        KeysError
            If a file among them is no public key.
        """
        return list(_holders(self._enrolled))

    def revoked(self) -> list[KeyHolder]:
        """Return whom this machine trusts no more; raises as `enrolled`."""
        return list(_holders(self._revoked))

    def own(self, role: str, name: str = "") -> OwnKey:
        """Return this machine's key for `role`: that of `name` if there are several.

        Raises
        ------
        KeysError
            If there is none, it is not clear which, or others can read it.
        """
        keys = [key for key in self.own_keys() if key.holder.role == role]
        chosen = [key for key in keys if key.holder.name == name] or keys
        if not chosen:
            raise KeysError(
                f"{self.path} has no key for the role {role}; "
                f"make one: cupola keys new {role} NAME --keys {self.path}"
            )
        if len(chosen) > 1:
            names = ", ".join(key.holder.name for key in chosen)
            raise KeysError(f"{self.path} has several keys for the role {role} ({names}); name one")
        return chosen[0]

    def own_keys(self) -> list[OwnKey]:
        """Return every secret key here, by name; raises `KeysError` if one cannot be used."""
        return [_read_secret(file) for file in sorted(self.path.glob(f"*{OWN_SUFFIX}"))]

    def only(self, role: str) -> KeyHolder:
        """Return the one enrolled holder of `role`: the server or the source to talk to.

        Raises
        ------
        KeysError
            If there is none or more than one.
        """
        found = [holder for holder in self.enrolled() if holder.role == role]
        if len(found) != 1:
            how_many = "no" if not found else "more than one"
            raise KeysError(
                f"{self.path} has {how_many} enrolled {role}; "
                f"exactly one is needed: cupola keys enrol FILE --keys {self.path}"
            )
        return found[0]

    def _place(self, name: str, suffix: str) -> Path:
        return self.path / f"{name}{suffix}"

    def _taken(self, name: str) -> bool:
        return (self._enrolled / f"{name}{SHARED_SUFFIX}").exists()

    def _prepare(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self._enrolled, self._revoked):
                folder.mkdir(mode=0o700, exist_ok=True)
            is_open = self.path.stat().st_mode & _FOR_OTHERS
        except OSError as error:
            raise KeysError(f"{self.path}: {error.strerror}") from error
        if is_open:
            raise KeysError(f"{self.path} is open to other users of this machine: chmod 700 it")


def read_public(file: Path) -> KeyHolder:
    """Return the holder a public key file names.

    Raises
    ------
    KeysError
        If it cannot be read or is no such file.
    """
    return _holder(file, _table(file))


def _read_secret(file: Path) -> OwnKey:
    table = _table(file)
    if file.stat().st_mode & _FOR_OTHERS:
        raise KeysError(f"{file} can be read by other users of this machine: chmod 600 it")
    secret = table.pop("secret", "")
    if not isinstance(secret, str) or not _Z85.fullmatch(secret):
        raise KeysError(f"{file}: secret is not a key of 40 characters")
    holder = _holder(file, table)
    if zmq.curve_public(secret.encode()).decode() != holder.public:
        raise KeysError(f"{file}: public and secret are not two halves of one key")
    return OwnKey(holder=holder, secret=secret)


def _holders(folder: Path) -> Iterator[KeyHolder]:
    for file in sorted(folder.glob(f"*{SHARED_SUFFIX}")):
        yield read_public(file)


def _table(file: Path) -> dict[str, object]:
    try:
        return dict(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise KeysError(f"{file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KeysError(f"{file}: not a key file: {error}") from error


def _holder(file: Path, table: dict[str, object]) -> KeyHolder:
    wanted = {"role": _NAME, "name": _NAME, "public": _Z85}
    found = {name: str(table.get(name, "")) for name in wanted}
    problems = [
        f"no valid {name}" for name, form in wanted.items() if not form.fullmatch(found[name])
    ]
    problems += [f"unknown field '{name}'" for name in table if name not in wanted]
    if problems:
        raise KeysError(f"{file}: not a public key: {', '.join(problems)}")
    return KeyHolder(role=found["role"], name=found["name"], public=found["public"])


def _text(holder: KeyHolder, secret: str = "") -> str:
    lines = [f'role = "{holder.role}"', f'name = "{holder.name}"', f'public = "{holder.public}"']
    if secret:
        lines.append(f'secret = "{secret}"')
    return "\n".join(lines) + "\n"


def _write(file: Path, text: str) -> None:
    """Write a file that nobody else can read, whole or not at all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
        draft.replace(file)
    except OSError as error:
        raise KeysError(f"{file}: {error.strerror}") from error


def _file_safe(public: str) -> str:
    return public.encode().hex()[:16]
