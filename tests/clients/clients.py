"""What the checks of the Python clients have in common."""

import io
import struct
import sys
import traceback
import wave

# The smallest image.
PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)

checks = []


def check(behaviour):
    """Adds a check, under what it says of the client."""

    def register(function):
        checks.append((behaviour, function))
        return function

    return register


def run(client, name):
    """Carries out all checks, tells of each, and ends the process."""
    failed = 0
    for behaviour, function in checks:
        try:
            function(client)
            result = "ok"
        except Exception:
            result, failed = "FAILED", 1
            traceback.print_exc()
        print(f"{name:<24} {behaviour:<60} {result}", flush=True)
    sys.exit(failed)


def wav(seconds):
    """Returns silence as a file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(struct.pack("<h", 0) * 8_000 * seconds)
    return file.getvalue()
