#!/bin/bash
#SBATCH --job-name=scorefield-sweep --array=0-7 --cpus-per-task=4 --mem=4G --time=4:00:00 --requeue
# Two minutes before the time is up each training is kept as it is.
#SBATCH --signal=B:TERM@120
exec scorefield sweep --data data.csv --standardise columns --grid learning-rate=0.01/0.003/0.001 \
  --grid hidden=64,64/128,128,128 --seeds 0-3 --steps 20000 --tasks 8 --out sweep
