#!/bin/bash
# Four processes at a time, each with the runs of its own.
set -e
seq 0 3 | parallel --jobs 4 --retries 3 --line-buffer --tag \
  scorefield sweep --data data.csv --standardise columns --grid learning-rate=0.01/0.003/0.001 \
  --grid hidden=64,64/128,128,128 --seeds 0-3 --steps 20000 --threads 1 --task {}/4 --out sweep
