"""What the person who runs the program can decide: the only reader of the environment.

Every setting has the prefix ``CUSTOMER_CARD_`` and a default that suits one machine.
"""

from __future__ import annotations

import ipaddress
import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.core import Locale, get_global
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent

LANGUAGES = ("sv", "en", "fi", "nb")


class Settings(BaseSettings):
    """The settings of one running program; see the README for the list."""

    model_config = SettingsConfigDict(env_prefix="CUSTOMER_CARD_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=1, le=65535)
    public_url: str = ""
    data_dir: Path = PROJECT_ROOT / "data"
    database_url: str = ""
    redis_url: str = ""
    workers: int = Field(default=1, ge=1)
    demo: bool = False
    demo_exposed: bool = False
    allow_http: bool = False
    trusted_proxy_hops: int = Field(default=0, ge=0)
    max_file_mb: int = Field(default=50, ge=1, le=2_000)
    log_format: Literal["console", "json"] = "console"
    time_zone: str = "Europe/Stockholm"
    country: str = ""
    """The firm's country: whose telephone numbers need no prefix, and on whose holidays no payment is due."""
    default_language: Literal["sv", "en", "fi", "nb"] = "sv"
    prh_url: str = "https://avoindata.prh.fi/opendata-ytj-api/v3"
    brreg_url: str = "https://data.brreg.no/enhetsregisteret/api"

    @field_validator("time_zone")
    @classmethod
    def _known_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, OSError, ValueError) as error:
            raise ValueError("TIME_ZONE is a name such as Europe/Stockholm") from error
        return value

    @field_validator("public_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
            raise ValueError("PUBLIC_URL is an origin such as https://kund.example.com")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        code = value.strip().upper()
        if code and (len(code) != 2 or code not in Locale("en").territories):
            raise ValueError("COUNTRY is a code of two letters such as SE")
        return code

    @model_validator(mode="after")
    def _country_of_the_time_zone(self) -> Settings:
        """Nobody needs to say twice where the firm is."""
        self.country = self.country or get_global("zone_territories").get(self.time_zone, "SE")
        return self

    @field_validator("prh_url", "brreg_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("PRH_URL and BRREG_URL are addresses such as https://register.example.com/api")
        return value

    @model_validator(mode="after")
    def _no_clear_text_beyond_this_machine(self) -> Settings:
        """Sign-in over plain http is for this machine only, unless somebody says otherwise."""
        if not self.secure and not self.allow_http and not is_loopback(self.public_host):
            raise ValueError("PUBLIC_URL is http and not on this machine: use https, or set CUSTOMER_CARD_ALLOW_HTTP=1")
        if self.workers > 1:
            raise ValueError("WORKERS above 1 needs Redis, which this version does not use yet")
        return self

    @property
    def origin(self) -> str:
        """The one address that browsers use, without a path."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin that may open a websocket or post a form."""
        if self.public_url:
            return (self.public_url,)
        return (f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}")

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The Host header values that are answered."""
        return tuple(urlsplit(origin).netloc for origin in self.origins)

    @property
    def public_host(self) -> str:
        """The host name that browsers use."""
        return urlsplit(self.origin).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether browsers reach the program over HTTPS; decided here and never by a request."""
        return self.origin.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The cookie's name: bound to the host under HTTPS, else to the port, since cookies ignore ports."""
        return "__Host-session" if self.secure else f"session-{self.port}"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The firm's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def async_database_url(self) -> str:
        """The database as SQLAlchemy's async engines name it."""
        url = self.database_url
        if not url:
            return f"sqlite+aiosqlite:///{self.data_dir / 'customer_card.db'}"
        if url.startswith(("postgresql://", "postgres://")):
            return "postgresql+psycopg://" + url.split("://", 1)[1]
        if url.startswith("sqlite:///"):
            return "sqlite+aiosqlite:///" + url.removeprefix("sqlite:///")
        return url

    @property
    def sync_database_url(self) -> str:
        """The same database for migrations, which run without an event loop."""
        return self.async_database_url.replace("sqlite+aiosqlite", "sqlite")

    @property
    def max_file_bytes(self) -> int:
        """How large a document may be."""
        return self.max_file_mb * 1024 * 1024

    @property
    def documents_dir(self) -> Path:
        """Where the contents of documents are kept."""
        return self.data_dir / "documents"

    def prepare_data_dir(self) -> None:
        """Create the data folder, readable by its owner only."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.data_dir.chmod(0o700)

    @cached_property
    def secret_key(self) -> bytes:
        """A key that belongs to this installation, made at the first start."""
        self.prepare_data_dir()
        path = self.data_dir / "secret.key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return bytes.fromhex(path.read_text().strip())


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


settings = Settings()
