"""The files of the containers agree with each other and with the program; nothing in them is a secret."""

import fnmatch
import importlib.util
import json
import re
from pathlib import Path

import pytest
import yaml

from siklus.api.app import ROOMS
from siklus.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "compose.yaml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
CADDYFILE = (ROOT / "deploy/compose/Caddyfile").read_text()
PAGE = (ROOT / "docs/how-to/containers.md").read_text()
DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}
PATHS = {route.path for room in ROOMS for route in room.router.routes}
# `$$` is a dollar sign for the shell in the container.
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)([^}]*)\}")

_spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load(COMPOSE)["services"]


def ours(services):
    return {name: each for name, each in services.items() if each["image"].startswith("siklus:")}


def test_every_image_is_named_with_its_exact_version(services):
    dockerfiles = DOCKERFILE + (ROOT / ".devcontainer/Dockerfile").read_text()
    images = re.findall(r"^FROM (\S+)", dockerfiles, re.MULTILINE) + [s["image"] for s in services.values()]
    assert [image for image in images if not re.search(r":v?\d+\.\d+(\.\d+)?(-|$)", image)] == []
    # The development container tests with the Python that is shipped.
    assert len({re.search(r"python:([\d.]+)", image)[1] for image in images if "python" in image}) == 1


def test_no_secret_has_a_default_and_nothing_starts_without_them():
    found = VARIABLE.findall(COMPOSE)
    secret = {name for name, _ in found if re.search("SECRET|PASSWORD|KEY|TOKEN", name)}
    assert secret == {"POSTGRES_PASSWORD", "SIKLUS_SECRET", "GRAFANA_PASSWORD"}
    assert [name for name, rest in found if name in secret and not rest.startswith(":?")] == []
    # Of the others each has a value, or an empty one would be put in silently.
    assert [name for name, rest in found if name not in secret and not re.match(r":-.+", rest)] == []


def test_secrets_that_are_files_are_never_committed_or_copied_into_an_image():
    secrets = yaml.safe_load(COMPOSE)["secrets"].values()
    assert {str(Path(each["file"]).parent) for each in secrets} == {"deploy/secrets"}
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"deploy/secrets/", "deploy/compose/siklus.env", ".env"} <= set(ignored)


def test_the_image_is_made_of_what_it_copies_and_of_nothing_else():
    [everything, *let_in] = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"
    ]
    assert everything == "*"
    let_in = [line[1:] for line in let_in if line.startswith("!")]
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    wanted = {name for line in copied for name in line.split()}
    assert wanted == set(let_in)
    assert all((ROOT / name).exists() for name in wanted)
    assert not any(fnmatch.fnmatch(secret, name) for secret in (".env", "deploy/secrets") for name in let_in)


def test_every_setting_of_the_images_exists(services):
    known = {generate.variable_of(name, field) for name, field in Settings.model_fields.items()}
    named = set(re.findall(r"\bSIKLUS_[A-Z_]+(?==)", DOCKERFILE))
    for each in ours(services).values():
        named |= set(each["environment"])
    assert named - known == set()
    # A file of a secret is found by the name of its setting.
    assert [name.upper() for each in ours(services).values() for name in each.get("secrets", [])] == [
        "SIKLUS_API_KEY"
    ]


def test_every_command_of_the_containers_exists(services):
    known = dict(generate.commands())
    for name, each in ours(services).items():
        called = re.findall(r"siklus ([a-z]+(?: [a-z]+)?)", " ".join(each["command"]))
        assert called, name
        assert [words for words in called if words not in known and words.split()[0] not in known] == []


def test_ours_run_as_nobody_and_can_write_to_their_volume_only(services):
    assert re.search(r"^USER \d{4,}$", DOCKERFILE, re.MULTILINE)
    for name, each in ours(services).items():
        assert each["read_only"] is True, name
        assert each["cap_drop"] == ["ALL"], name
        assert each["security_opt"] == ["no-new-privileges:true"], name
        assert "ports" not in each, name
    assert {v for each in ours(services).values() for v in each["volumes"]} == {"home:/var/lib/siklus"}
    assert re.search(r"SIKLUS_HOME=(\S+)", DOCKERFILE)[1] == "/var/lib/siklus"


def test_nothing_is_open_to_other_machines_by_default(services):
    published = {name: port for name, each in services.items() for port in each.get("ports", [])}
    assert set(published) == {"proxy", "grafana"}
    assert [port for port in published.values() if not port.startswith("127.0.0.1:")] == []


def test_ports_are_those_that_the_processes_listen_on(services):
    port, ui_port = DEFAULTS["port"], DEFAULTS["ui_port"]
    assert re.search(r"^EXPOSE (.*)$", DOCKERFILE, re.MULTILINE)[1] == f"{port} {ui_port}"
    apis = [f"{name}:{port}" for name in services if name.startswith("api-")]
    assert len(apis) == 2
    assert f"{{$SIKLUS_APIS:{' '.join(apis)}}}" in CADDYFILE
    assert f"{{$SIKLUS_UI:ui:{ui_port}}}" in CADDYFILE
    prometheus = yaml.safe_load((ROOT / "deploy/compose/prometheus.yml").read_text())
    assert prometheus["scrape_configs"][0]["static_configs"][0]["targets"] == apis
    inside = re.search(r"^:(\d+) \{$", CADDYFILE, re.MULTILINE)[1]
    assert services["proxy"]["ports"][0].endswith(f":{inside}")
    assert services["ui"]["environment"]["SIKLUS_API_URL"] == f"http://proxy:{inside}"


def test_every_path_that_is_looked_at_exists():
    asked = re.findall(rf"127\.0\.0\.1:{DEFAULTS['port']}(/\w+)", DOCKERFILE)
    asked += re.findall(r"health_uri (\S+)", CADDYFILE)
    routed = re.search(r"@api path (.*)$", CADDYFILE, re.MULTILINE)[1].split()
    asked += [path for path in routed if "*" not in path and path != "/openapi.json"]
    assert set(asked) - PATHS == set()
    # Whatever there is goes through the proxy, but for the figures.
    patterns = [*routed, "/metrics"]
    assert [p for p in PATHS if not any(fnmatch.fnmatch(p, pattern) for pattern in patterns)] == []
    assert re.search(r"@figures path /metrics /metrics/\*\n\s*handle @figures \{\s*respond 404", CADDYFILE)


def test_the_proxy_is_believed_and_nobody_outside_of_its_network(services):
    [config] = yaml.safe_load(COMPOSE)["networks"]["front"]["ipam"]["config"]
    for name in ("api-1", "api-2"):
        assert services[name]["environment"]["SIKLUS_TRUSTED_PROXIES"] == config["subnet"]
    assert yaml.safe_load(COMPOSE)["networks"]["data"] == {"internal": True}
    assert services["db"]["networks"] == ["data"]


def test_what_is_mounted_exists_and_what_waits_is_waited_for(services):
    for name, each in services.items():
        sources = [volume.split(":")[0] for volume in each.get("volumes", [])]
        assert [path for path in sources if path[0] == "." and not (ROOT / path).exists()] == [], name
        for other in each.get("depends_on", []):
            assert other in services, name
    assert services["api-1"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["restart"] == "no"


def test_grafana_finds_the_dashboard_and_its_source(services):
    provider = yaml.safe_load((ROOT / "deploy/grafana/provisioning/dashboards/siklus.yml").read_text())
    folder = provider["providers"][0]["options"]["path"]
    assert f"./deploy/grafana/dashboard.json:{folder}/siklus.json:ro" in services["grafana"]["volumes"]
    source = yaml.safe_load((ROOT / "deploy/grafana/provisioning/datasources/prometheus.yml").read_text())
    assert source["datasources"][0]["url"].startswith("http://prometheus:")


def test_the_development_container_runs_the_two_commands():
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert container["forwardPorts"] == [DEFAULTS["ui_port"], DEFAULTS["port"]]
    made = (ROOT / ".devcontainer/Dockerfile").read_text()
    wanted = re.findall(r'missing="\$missing (\w+)"', (ROOT / "scripts/install-test-tools").read_text())
    assert [package for package in wanted if package not in made] == []


def test_the_page_names_every_secret_and_file():
    names = {name for name, _ in VARIABLE.findall(COMPOSE)}
    names |= {each["file"].removeprefix("./") for each in yaml.safe_load(COMPOSE)["secrets"].values()}
    assert [name for name in names if name not in PAGE] == []
