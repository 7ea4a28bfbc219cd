"""The SDK's calls about the installation itself."""

import pytest

from siklus.client import Client, SiklusApiError
from siklus.domain.access import Role

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_key_from_its_making_to_its_end(connect, address):
    admin = connect(Role.ADMIN)

    made = admin.create_key("kasir", "client")
    with Client(address, made.key) as cashier:
        assert (cashier.me().role, cashier.me().signed_in_by) == ("client", "key")
        assert admin.revoke_key(made.id).revoked_at
        with pytest.raises(SiklusApiError) as refused:
            cashier.me()

    assert refused.value.code == "key_unknown"
    assert [(key.name, key.yours) for key in admin.keys()] == [("admin", True), ("kasir", False)]  # noqa: SIM118 (no dict)


def test_an_admin_looks_after_the_house(connect):
    admin = connect(Role.ADMIN)

    assert admin.alert_channels().channels == ("log",)
    assert admin.test_alerts() == {"log": None}
    assert admin.retention().kinds[0].kind == "predictions"
    assert [found.current for found in admin.consents()] == [True]
    assert admin.verify_audit().sound
    assert admin.system().audit_verified_at == admin.audit(1)[0].at
