#!/bin/bash
#SBATCH --job-name=scorefield-sample --array=0-99 --cpus-per-task=4 --mem=4G --time=4:00:00 --requeue
# On GPUs: --gpus=1, and --engine webgpu below so that no task goes on without one.
exec scorefield sample --model model.safetensors --particles 1000000000 --shards 100 --format parquet --out samples/
