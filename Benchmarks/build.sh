# Builds what the benchmarks run, unless $WISELY_BINARY and $QUERIES_BINARY name it.
SCRATCH=${SCRATCH:-.build}
if [ -z "${WISELY_BINARY:-}" ]; then
  swift build -c release --static-swift-stdlib --scratch-path "$SCRATCH" --product wisely >&2
  WISELY_BINARY=$SCRATCH/release/wisely
fi
if [ -z "${QUERIES_BINARY:-}" ]; then
  swift build -c release --static-swift-stdlib --scratch-path "$SCRATCH" --product ExampleQueries >&2
  QUERIES_BINARY=$SCRATCH/release/ExampleQueries
fi
export WISELY_BINARY QUERIES_BINARY
