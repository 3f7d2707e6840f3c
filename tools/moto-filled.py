"""A moto server whose registries are full from the start: pushing a million images call by call would take hours.

usage: moto-filled.py PORT REPOSITORIES IMAGES
Three places (two accounts, two regions in the first) with so many repositories each, of up to so many images.
"""

import hashlib
import sys

from moto.ecr.models import Image, ecr_backends
from moto.server import main

PLACES = [
    ("123456789012", "us-east-1"),
    ("123456789012", "eu-west-1"),
    ("210987654321", "us-west-2"),
]
MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json"


def fill(account: str, region: str, repositories: int, images: int) -> int:
    backend = ecr_backends[account][region]
    total = 0
    for number in range(repositories):
        name = f"team-{number % 40}/service-{number:04}"
        repository = backend.create_repository(
            name, None, None, None, "MUTABLE", [{"Key": "team", "Value": f"team-{number % 40}"}]
        )
        # Spread evenly, in no order; the last is as large as they get.
        count = images if number == repositories - 1 else number * 997 % images + 1
        for image in range(count):
            digest = "sha256:" + hashlib.sha256(f"{name} {image}".encode()).hexdigest()
            tag = f"v1.{image}" if image % 3 else None
            manifest = '{"layers":[],"config":{"size":%d}}' % (image * 1000)
            repository.images.append(Image(account, tag, manifest, name, MEDIA_TYPE, digest))
        total += count
    return total


port, repositories, images = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
total = sum(fill(account, region, repositories, images) for account, region in PLACES)
print(f"{total} images in {len(PLACES)} places", file=sys.stderr, flush=True)
main(["--host", "127.0.0.1", "--port", port])
