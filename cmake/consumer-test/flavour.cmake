# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# otelwrap/config.h records the flavour of OpenTelemetry that we were built with, and refuses another.

list(TRANSFORM OTELWRAP_FLAVOUR_DEFINITIONS PREPEND "-D" OUTPUT_VARIABLE own_flavour)

# otelwrap_flavour_test(<name> <include folder> <fixture> <what the compiler must say, or OK> <flags>...)
function(otelwrap_flavour_test name include fixture sentence)
  add_test(NAME consumer.${name}
           COMMAND "${CMAKE_CXX_COMPILER}" -std=c++20 -fsyntax-only -x c++ ${ARGN} "-I${include}"
                   -include otelwrap/config.h /dev/null)
  set_tests_properties(consumer.${name} PROPERTIES FIXTURES_REQUIRED ${fixture} LABELS consumer)
  if(NOT sentence STREQUAL "OK")
    set_tests_properties(consumer.${name} PROPERTIES PASS_REGULAR_EXPRESSION "error: .*${sentence}")
  endif()
endfunction()

set(another_abi "built for another OpenTelemetry ABI")
set(another_stl "disagree on OPENTELEMETRY_STL_VERSION")
set(installed "${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
set(without_abseil ${own_flavour})
set(other_abseil -DHAVE_ABSEIL)
if(OTELWRAP_OPENTELEMETRY_ABSEIL)
  list(REMOVE_ITEM without_abseil -DHAVE_ABSEIL)
  set(other_abseil "")
endif()
otelwrap_flavour_test(accepts_own_flavour "${installed}" consumer_prefix OK ${own_flavour})
otelwrap_flavour_test(refuses_other_abi "${installed}" consumer_prefix "${another_abi}"
                      -DOPENTELEMETRY_ABI_VERSION_NO=2)
otelwrap_flavour_test(refuses_other_abseil "${installed}" consumer_prefix "disagree on HAVE_ABSEIL"
                      ${without_abseil} ${other_abseil})
otelwrap_flavour_test(refuses_other_stl "${installed}" consumer_prefix "${another_stl}"
                      ${own_flavour} -DOPENTELEMETRY_STL_VERSION=2017)

# otelwrap_other_build(<name> <definitions>...): the floors that stand on the API alone, built with an
# OpenTelemetry of that flavour.
function(otelwrap_other_build name)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/flavour_${name}")
  set(options -DOTELWRAP_BUILD_TESTS=OFF -DOTELWRAP_BUILD_BENCHMARKS=OFF -DOTELWRAP_BUILD_EXAMPLES=OFF)
  foreach(component IN ITEMS CURL HIREDIS MYSQL GRPC ASIO BEAST SPDLOG TELEMETRY TESTING)
    list(APPEND options -DOTELWRAP_WITH_${component}=OFF)
  endforeach()
  list(JOIN ARGN "\\;" definitions)
  add_test(
    NAME consumer.flavour.${name}
    COMMAND
      "${CMAKE_CTEST_COMMAND}" --build-and-test "${PROJECT_SOURCE_DIR}" "${folder}" --build-generator
      "${CMAKE_GENERATOR}" --build-target otelwrap_common --build-options
      "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}"
      "-Dopentelemetry-cpp_DIR=${CMAKE_CURRENT_SOURCE_DIR}/flavour"
      "-DINSTALLED_OPENTELEMETRY=${opentelemetry-cpp_DIR}" "-DFLAVOUR=${definitions}" ${options})
  set_tests_properties(consumer.flavour.${name} PROPERTIES FIXTURES_SETUP consumer_flavour_${name}
                                                           TIMEOUT 240 LABELS consumer)
endfunction()

set(abi2 "${CMAKE_CURRENT_BINARY_DIR}/flavour_abi2/propagators/include")
otelwrap_other_build(abi2 OPENTELEMETRY_ABI_VERSION_NO=2)
otelwrap_flavour_test(flavour.abi2.accepts_2 "${abi2}" consumer_flavour_abi2 OK
                      -DOPENTELEMETRY_ABI_VERSION_NO=2)
otelwrap_flavour_test(flavour.abi2.refuses_1 "${abi2}" consumer_flavour_abi2 "${another_abi}"
                      -DOPENTELEMETRY_ABI_VERSION_NO=1)

set(stl "${CMAKE_CURRENT_BINARY_DIR}/flavour_stl2017/propagators/include")
otelwrap_other_build(stl2017 OPENTELEMETRY_ABI_VERSION_NO=1 OPENTELEMETRY_STL_VERSION=2017)
otelwrap_flavour_test(flavour.stl2017.accepts_2017 "${stl}" consumer_flavour_stl2017 OK
                      -DOPENTELEMETRY_STL_VERSION=2017)
otelwrap_flavour_test(flavour.stl2017.refuses_none "${stl}" consumer_flavour_stl2017 "${another_stl}")
otelwrap_flavour_test(flavour.stl2017.refuses_2020 "${stl}" consumer_flavour_stl2017 "${another_stl}"
                      -DOPENTELEMETRY_STL_VERSION=2020)
