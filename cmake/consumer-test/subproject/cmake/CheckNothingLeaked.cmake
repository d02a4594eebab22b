# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# What a project that takes us in may find changed afterwards: nothing but targets of our name, those
# of the libraries that we found, and cache variables that say whose they are.

foreach(variable IN ITEMS CMAKE_CXX_VISIBILITY_PRESET CMAKE_VISIBILITY_INLINES_HIDDEN CMAKE_CXX_EXTENSIONS
                          CMAKE_CXX_STANDARD CMAKE_RUNTIME_OUTPUT_DIRECTORY CMAKE_LIBRARY_OUTPUT_DIRECTORY
                          CMAKE_POSITION_INDEPENDENT_CODE CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
  if(DEFINED ${variable})
    message(FATAL_ERROR "otelwrap set ${variable} in the project that uses it")
  endif()
endforeach()

foreach(property IN ITEMS COMPILE_OPTIONS COMPILE_DEFINITIONS INCLUDE_DIRECTORIES LINK_OPTIONS)
  get_property(value DIRECTORY PROPERTY ${property})
  if(value)
    message(FATAL_ERROR "otelwrap added '${value}' to the ${property} of the project that uses it")
  endif()
endforeach()

get_cmake_property(cache_after CACHE_VARIABLES)
list(REMOVE_ITEM cache_after ${cache_before})
foreach(variable IN ITEMS BUILD_TESTING BUILD_SHARED_LIBS CMAKE_BUILD_TYPE)
  if(variable IN_LIST cache_after)
    message(FATAL_ERROR "otelwrap set the option ${variable} of the project that uses it")
  endif()
endforeach()
foreach(what IN ITEMS TESTS EXAMPLES BENCHMARKS FUZZERS)
  get_property(value CACHE OTELWRAP_BUILD_${what} PROPERTY VALUE)
  if(value)
    message(FATAL_ERROR "OTELWRAP_BUILD_${what} is on in a project that only uses otelwrap")
  endif()
endforeach()

find_package(Hiredis REQUIRED)
if(NOT PARENTS_OWN_HIREDIS)
  message(FATAL_ERROR "find_package(Hiredis) found otelwrap's module in place of the project's own")
endif()
find_package(opentelemetry-cpp CONFIG REQUIRED) # again, as a project does that uses it itself
