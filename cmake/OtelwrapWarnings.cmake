# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# otelwrap_private_warnings: linked PRIVATE by our own targets, so that no flag reaches a user.

add_library(otelwrap_private_warnings INTERFACE)
target_compile_options(
  otelwrap_private_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
            -Wshadow $<$<BOOL:${OTELWRAP_WERROR}>:-Werror>
            # gcc's flow analysis reports false alarms inside the standard library's inline code.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-stringop-overflow;-Wno-restrict;-Wno-array-bounds>)
