"""One frozen Settings, checked at start."""

from __future__ import annotations

import stat

import pytest

from khworkflow import settings

KEY = "k" * 40


def test_a_data_folder_is_all_an_installation_needs(tmp_path):
    given = settings.load({"KHW_DATA": str(tmp_path / "d")})

    assert given.database_url == f"sqlite:///{tmp_path / 'd' / 'khworkflow.sqlite'}"
    assert given.redis_url is None
    assert given.url == "http://127.0.0.1:8000"


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    first = settings.load({"KHW_DATA": str(tmp_path)})
    again = settings.load({"KHW_DATA": str(tmp_path)})

    assert first.secret_keys == again.secret_keys
    assert len(first.secret_keys[0]) >= 32
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_the_key_is_not_shown_where_settings_are_printed(tmp_path):
    given = settings.load(
        {
            "KHW_DATA": str(tmp_path),
            "KHW_SECRET_KEYS": KEY,
            "KHW_SMTP_URL": "smtp://u:geheim@h",
            "KHW_IMAP_URL": "imaps://u:geheim@h",
        }
    )

    assert KEY not in repr(given)
    assert "geheim" not in repr(given)


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"KHW_URL": "khuyenhoc.example"}, "KHW_URL"),
        ({"KHW_URL": "ftp://khuyenhoc.example"}, "KHW_URL"),
        ({"KHW_PORT": "tám nghìn"}, "KHW_PORT"),
        ({"KHW_SECRET_KEYS": "short"}, "KHW_SECRET_KEYS"),
        ({"KHW_PROXIES": "1.5"}, "KHW_PROXIES"),
        ({"KHW_REPLY_DOMAIN": "thu khuyến học"}, "KHW_REPLY_DOMAIN"),
        ({"KHW_REPLY_DOMAIN": "mot-ten-hop-thu-qua-dai@example.vn"}, "KHW_REPLY_DOMAIN"),
        ({"KHW_IMAP_URL": "imap://u:geheim@mail.example.vn"}, "KHW_IMAP_URL"),
        ({"KHW_IMAP_URL": "imaps://mail.example.vn"}, "KHW_IMAP_URL"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(tmp_path, told, named):
    with pytest.raises(settings.SettingsError, match=named):
        settings.load({"KHW_DATA": str(tmp_path)} | told)


def test_a_cluster_must_be_given_one_key_for_all_processes():
    with pytest.raises(settings.SettingsError, match="KHW_SECRET_KEYS"):
        settings.load({"DATABASE_URL": "postgresql://db/khworkflow"})


def test_the_terminal_overrides_folder_and_port(tmp_path):
    given = settings.load({"KHW_DATA": "/nowhere", "KHW_PORT": "1"}, data=tmp_path, port=8123)

    assert given.data == tmp_path
    assert (given.port, given.url) == (8123, "http://127.0.0.1:8123")


def test_a_child_process_loads_the_same_settings(tmp_path):
    given = settings.load({"KHW_DATA": str(tmp_path), "REDIS_URL": "unix:///run/v.sock"}, port=8123)

    assert settings.load(settings.environment(given)) == given


def test_https_and_trusted_hosts_follow_the_address(tmp_path):
    given = settings.load(
        {"KHW_DATA": str(tmp_path), "KHW_URL": "https://khuyenhoc.example/", "KHW_HOSTS": "a.example, b.example"}
    )

    assert given.is_https
    assert given.trusted_hosts == ("khuyenhoc.example", "a.example", "b.example")
    assert given.files == tmp_path / "files"
