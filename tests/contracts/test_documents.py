"""The generated documents are as the code is, and say what a reader must know."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

import cli.contracts
from cli.contracts.events import schema_of
from cli.contracts.http import documents as http_documents
from deploy.problem import Problem
from shared.schemas.registry import EVENTS

KINDS = pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS.keys())
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cli.contracts, "CONTRACTS", tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def operations() -> list[Operation]:
    """Method, service and path, and the operation."""
    return [
        (method, f"{name}: {path}", operation)
        for name, document in http_documents().items()
        for path, on_path in document["paths"].items()
        for method, operation in on_path.items()
    ]


def test_the_documents_in_the_repository_are_as_the_code_is() -> None:
    assert cli.contracts.differences() == [], "run `./backshop contracts` and look at what changed"


def test_check_names_what_was_changed_by_hand_and_what_is_left_over(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run() == 0
    (elsewhere / "asyncapi.json").write_text("{}")
    (elsewhere / "events/orders/OrderForgotten.v1.json").write_text("{}")
    (elsewhere / "events/orders/OrderForgotten.v1.example.json").write_text("{}")
    capsys.readouterr()
    assert _run(check=True) == 1
    assert capsys.readouterr().out.splitlines() == [
        "contracts/asyncapi.json is not as the code is",
        "contracts/events/orders/OrderForgotten.v1.json is of no contract any more",
    ]
    assert _run() == 0
    assert _run(check=True) == 0
    assert (elsewhere / "events/orders/OrderForgotten.v1.example.json").exists()


def test_a_release_is_kept_as_it_is(elsewhere: Path) -> None:
    assert _run(release="7.0.0") == 0
    kept = json.loads((elsewhere / "released/7.0.0.json").read_text())
    assert kept.keys() == EVENTS.keys()
    with pytest.raises(Problem, match=r"7\.0\.0 is released"):
        _run(release="7.0.0")


@KINDS
def test_every_contract_says_what_it_is(kind: Any) -> None:
    assert schema_of(kind)["description"]


@KINDS
def test_what_may_be_written_is_what_can_be_read(kind: Any) -> None:
    assert kind.model_json_schema(mode="serialization") == kind.model_json_schema(mode="validation")


@KINDS
def test_no_amount_is_a_float(kind: Any) -> None:
    assert '"type": "number"' not in json.dumps(schema_of(kind))


def test_each_operation_has_a_name_of_its_own(operations: list[Operation]) -> None:
    for service in http_documents():
        names = [operation["operationId"] for _, at, operation in operations if at.startswith(service)]
        assert len(names) == len(set(names))
        assert all(name.isidentifier() for name in names)


def test_each_operation_but_health_tells_its_scope(operations: list[Operation]) -> None:
    for _, at, operation in operations:
        scopes = [scope for option in operation.get("security", []) for scope in option["HTTPBearer"]]
        assert ("/health/" in at) == (scopes == []), at


def test_each_post_but_a_preview_needs_an_idempotency_key(operations: list[Operation]) -> None:
    for method, at, operation in operations:
        required = {each["name"] for each in operation.get("parameters", []) if each["required"]}
        changes_something = method == "post" and not at.endswith("-previews")
        assert ("Idempotency-Key" in required) == changes_something, at


def test_refusals_are_problem_details(operations: list[Operation]) -> None:
    for _, at, operation in operations:
        assert operation["responses"]["4XX"] == {"$ref": "#/components/responses/Problem"}, at
        assert "422" not in operation["responses"], at
    for document in http_documents().values():
        assert list(document["components"]["responses"]["Problem"]["content"]) == ["application/problem+json"]
        assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def _run(*, check: bool = False, release: str | None = None) -> int:
    return cli.contracts.run(Namespace(check=check, release=release))
