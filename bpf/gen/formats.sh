#!/bin/sh
# Prints the syscalls' arguments as the running kernel's tracefs has them: an input of facts.ts, one file per
# architecture and kernel in formats/. Needs root. The first line names the kernel, the others are NAME(TYPE ARG,...).
set -eu
uname -rm
cd /sys/kernel/tracing/events/syscalls
for event in sys_enter_*; do
  # From 6.19 on the __data_loc fields are what the pointers led to, not arguments.
  arguments=$(sed -n '/__syscall_nr;/,/^$/ { /__syscall_nr;\|__data_loc/d; s/^\tfield:\([^;]*\);.*/\1/p; }' "$event/format" |
    paste -sd,)
  echo "${event#sys_enter_}($arguments)"
done
