#!/bin/bash
# Four processes at a time, on this machine or, with --sshloginfile FILE and a folder that all see, on others.
set -e
seq 0 99 | parallel --jobs 4 --retries 3 --halt soon,fail=1 \
  scorefield sample --model model.safetensors --particles 1000000000 --shard {}/100 --format parquet --out samples/
scorefield merge samples --out samples.parquet
