"""Keys to sign with, made once: an RSA key takes a while."""

import pytest
from joserfc.jwk import ECKey, RSAKey


@pytest.fixture(scope="session")
def rsa() -> RSAKey:
    """An RSA key of a client."""
    return RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})


@pytest.fixture(scope="session")
def curve() -> ECKey:
    """A P-384 key of a client."""
    return ECKey.generate_key("P-384", {"kid": "ec-1", "use": "sig"})
