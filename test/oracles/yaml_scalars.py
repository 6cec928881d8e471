"""What PyYAML, OmegaConf and json make of scalars; writes data/yaml-scalars.json. Needs Debian's python3-omegaconf."""
import json, os
import yaml
from omegaconf import OmegaConf

SCALARS = ["0.1", "1e-4", "1.0e-4", "1.0e4", "1e+3", "5E-4", "1", "-3", "+3", "0", "010", "0x10", "1_000", "1_0.5", ".5", "5.", "-.5e-3",
           "yes", "No", "on", "OFF", "true", "False", "y", "n", "null", "~", "Null", "NULL", "none", "None", "", "adam", "'0.1'", "\"yes\"",
           "1:30", ".inf", "-.inf", ".nan", "2024-01-01", "1.2.3", "resnet50", "0o17", "1e400", "- 1", "a b"]


def plain(value):
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return None
    return {"type": type(value).__name__, "value": value if isinstance(value, (int, float, str, bool, type(None))) else str(value)}


rows = []
for written in SCALARS:
    text = f"value: {written}\n"
    row = {"written": written}
    for name, load in (("pyyaml", yaml.safe_load), ("omegaconf", lambda t: OmegaConf.to_container(OmegaConf.create(t)))):
        try:
            row[name] = plain(load(text)["value"])
        except Exception:
            row[name] = None
    rows.append(row)
with open(os.path.join(os.path.dirname(__file__), "data", "yaml-scalars.json"), "w") as file:
    json.dump(rows, file, indent=1)
    file.write("\n")
