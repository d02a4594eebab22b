# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# OTELWRAP_SANITIZE: a comma list for -fsanitize=, for our own developer builds (see the presets).

set(OTELWRAP_SANITIZE "" CACHE STRING "Sanitizers for a developer build, e.g. address,undefined")
option(OTELWRAP_COVERAGE "Instrument for gcov (default: OFF)" OFF)

if(OTELWRAP_SANITIZE)
  add_compile_options(-fsanitize=${OTELWRAP_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${OTELWRAP_SANITIZE})
  if(OTELWRAP_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Boost.Asio's handlers hold a fence, which gcc's sanitizer does not see and warns of.
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-tsan>)
  endif()
endif()
if(OTELWRAP_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# A test's own code is gmock above all: these checks and the optimiser take half of its compile time
# and say nothing of ours. The libraries under test keep every check.
function(otelwrap_sanitize_test target)
  if(OTELWRAP_SANITIZE MATCHES "undefined")
    target_compile_options(${target} PRIVATE -O0 -fno-sanitize=null,alignment,vptr)
  endif()
endfunction()
