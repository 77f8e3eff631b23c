LAKE = "s3://lake"
