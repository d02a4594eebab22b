# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# otelwrap_add_test(NAME <program> SOURCES ... [LINK ...] [TIMEOUT seconds] [LABELS ...])
#
# One GoogleTest program, each of its tests known to ctest under <program>.<suite>.<test>. A skipped
# test (GTEST_SKIP) counts as skipped, with its reason in the output.

include(GoogleTest)

function(otelwrap_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;TIMEOUT" "SOURCES;LINK;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_compile_features(${arg_NAME} PRIVATE cxx_std_17)
  target_link_libraries(${arg_NAME} PRIVATE ${arg_LINK} otelwrap_private_warnings GTest::gmock
                                            GTest::gtest_main)
  otelwrap_see_sources(${arg_NAME})
  otelwrap_sanitize_test(${arg_NAME})
  gtest_discover_tests(
    ${arg_NAME}
    TEST_PREFIX "${arg_NAME}."
    DISCOVERY_TIMEOUT 120
    PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
