"""A real IMAP server (Dovecot) in a folder of its own, on a free port, started by the tests that need one."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, WORD = "vanphong", "mat.khau/khong.doan.duoc"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
disable_plaintext_auth = yes
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
mail_location = maildir:{folder}/mail/%u
mail_uid = {owner}
mail_gid = {owner_group}
first_valid_uid = 0
first_valid_gid = 0
mail_access_groups =
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={word}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}/mail/%u
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """Where the server listens, and the authority that vouches for it."""

    tls: int
    plain: int
    authority: Path
    folder: Path

    def url(self, scheme: str = "imaps", word: str = WORD, folder: str = "INBOX") -> str:
        """Return the address for ``KHW_IMAP_URL``."""
        from urllib.parse import quote

        port = self.tls if scheme == "imaps" else self.plain
        return f"{scheme}://{USER}:{quote(word, safe='')}@localhost:{port}/{folder}"

    def client(self) -> imaplib.IMAP4:
        """Return a mail program that is signed in."""
        import ssl

        imap = imaplib.IMAP4_SSL("localhost", self.tls, ssl_context=ssl.create_default_context(cafile=self.authority), timeout=10)
        try:
            imap.login(USER, WORD)
        except imaplib.IMAP4.error:
            imap.shutdown()
            raise
        return imap

    def put(self, raw: bytes, folder: str = "INBOX") -> None:
        """Lay a mail into the mailbox, as a mail server would."""
        imap = self.client()
        assert imap.append(folder, "", imaplib.Time2Internaldate(time.time()), raw)[0] == "OK"
        imap.logout()

    def count(self, folder: str) -> int:
        """Return how many mails lie in the folder."""
        imap = self.client()
        said, number = imap.select(f'"{folder}"', readonly=True)
        imap.logout()
        return int(number[0] or 0) if said == "OK" else 0

    def forget(self) -> None:
        """Throw the mailbox away, so that the next one is numbered anew."""
        shutil.rmtree(self.folder / "mail", ignore_errors=True)
        (self.folder / "mail").mkdir(mode=0o777)
        (self.folder / "mail").chmod(0o777)


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Start the server and wait until it answers."""
    binary = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin:" + os.environ.get("PATH", ""))
    if binary is None:
        pytest.fail("these tests need a real IMAP server: apt install dovecot-imapd (./run test does it)")
    folder = Path(tempfile.mkdtemp(prefix="khw-imap-"))
    folder.chmod(0o755)
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    certificate.private_key_pem.write_to_path(folder / "server.key")
    for number, blob in enumerate(certificate.cert_chain_pems):
        blob.write_to_path(folder / "server.pem", append=number > 0)
    plain, tls = _free(), _free()
    is_root = os.geteuid() == 0
    me = pwd.getpwuid(os.geteuid())
    owner = pwd.getpwnam("nobody") if is_root else me
    names = (
        {"login": "dovenull", "internal": "dovecot", "group": "dovecot"}
        if is_root
        else dict.fromkeys(("login", "internal"), me.pw_name)
    )
    if not is_root:
        import grp

        names["group"] = grp.getgrgid(me.pw_gid).gr_name
    values = {"folder": folder, "plain": plain, "tls": tls, "word": WORD, "owner": owner.pw_uid, "owner_group": owner.pw_gid}
    (folder / "dovecot.conf").write_text(CONFIG.format(**values, **names))
    server = Dovecot(tls, plain, folder / "ca.pem", folder)
    server.forget()
    process = subprocess.Popen(
        [binary, "-F", "-c", str(folder / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    for _ in range(20):
        try:
            server.client().logout()
        except (OSError, imaplib.IMAP4.error):
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    log = server.folder / "log"
    pytest.fail("the IMAP server did not start: " + (log.read_text()[-2000:] if log.is_file() else "no log"))
