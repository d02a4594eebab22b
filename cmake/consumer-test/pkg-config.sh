#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Builds and runs a user's program with nothing but pkg-config and the compiler.
#   pkg-config.sh LIBRARY_FOLDER SOURCE COMPONENT PROGRAM COMPILER [FLAGS...]
set -eu
folder=$1 source=$2 component=$3 program=$4
shift 4
export PKG_CONFIG_PATH="$folder/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
pkg-config --print-errors --exists "otelwrap_$component >= 0.1"
flags=$(pkg-config --cflags --libs "otelwrap_$component")
eval "set -- \"\$@\" -std=c++17 \"\$source\" $flags" # words of a shell: a folder's blanks are escaped
"$@" -o "$program"
LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" "$program"
