"""Validates lines of "SCHEMA<tab>JSON" from standard input against the schemas in a directory.

Writes a line for each: "ok", "not JSON", or where it is wrong. With --closed a member that no schema names is
wrong, too. With --examples it checks the schemas themselves, and that each takes its own examples.
"""

import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit("the Debian package python3-jsonschema is missing: scripts/libraries installs it")


def close(schema):
    """Refuses members that a schema does not name; conditions (if, anyOf …) name only some of them."""
    if isinstance(schema, dict):
        if "properties" in schema and "type" in schema and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
        for key, value in schema.items():
            if key not in ("if", "then", "else", "anyOf", "oneOf", "allOf", "not", "examples"):
                close(value)
    elif isinstance(schema, list):
        for value in schema:
            close(value)


def load(directory, closed):
    schemas = {}
    for path in sorted(pathlib.Path(directory).glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        if closed:
            close(schema)
        schemas[path.stem] = Draft202012Validator(schema)
    return schemas


def describe(error):
    return "/".join(str(step) for step in error.absolute_path) + ": " + error.message[:200].replace("\n", " ")


def verdict(validator, value):
    error = next(iter(validator.iter_errors(value)), None)
    return "ok" if error is None else describe(error)


def main():
    directory, *flags = sys.argv[1:]
    schemas = load(directory, "--closed" in flags)
    if "--examples" in flags:
        for name, validator in schemas.items():
            examples = validator.schema.get("examples", [])
            if not examples:
                print(f"{name}: no example")
            for example in examples:
                print(f"{name}: {verdict(validator, example)}")
        return
    for line in sys.stdin.buffer:
        name, _, text = line.rstrip(b"\n").partition(b"\t")
        try:
            value = json.loads(text.decode("utf-8"))
        except ValueError:
            print("not JSON")
            continue
        print(verdict(schemas[name.decode()], value))


main()
