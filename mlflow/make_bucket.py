"""Makes the bucket of MLFLOW_ARTIFACTS_DESTINATION where it is missing, once its server answers. Safe to repeat."""

import os
import sys
import time
from urllib.parse import urlparse

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from secret_files import read_secret_files

PATIENCE_SECONDS = 60


def make_bucket(client, bucket: str) -> str:
    try:
        client.head_bucket(Bucket=bucket)
        return "is there"
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
    client.create_bucket(Bucket=bucket)
    return "was made"


def main() -> None:
    read_secret_files()
    destination = urlparse(os.environ.get("MLFLOW_ARTIFACTS_DESTINATION", ""))
    if destination.scheme != "s3":
        sys.exit("MLFLOW_ARTIFACTS_DESTINATION must be s3://bucket or s3://bucket/prefix.")
    client = boto3.client("s3", endpoint_url=os.environ.get("MLFLOW_S3_ENDPOINT_URL"))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            print(f"Bucket {destination.netloc} {make_bucket(client, destination.netloc)}.")
            return
        except (BotoCoreError, ClientError) as error:
            if time.monotonic() > deadline:
                sys.exit(f"Bucket {destination.netloc} cannot be made: {error}")
            time.sleep(1)


if __name__ == "__main__":
    main()
