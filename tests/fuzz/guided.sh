#!/bin/sh
# Stands between cargo and the compiler for our own packages (RUSTC_WORKSPACE_WRAPPER): adds what lets a fuzzer see which
# code an input reaches. What we depend on is compiled as for every other test, once for all of them; what is generic in
# it is compiled with us and seen as well. Build scripts and macros run without the fuzzer and are left alone.
set -eu
case " $* " in
*" --crate-name build_script_"* | *" --crate-type proc-macro "*) exec "$@" ;;
*" --crate-name "*)
    exec "$@" --cfg fuzzing -Cpasses=sancov-module \
        -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
        -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
*) exec "$@" ;;
esac
