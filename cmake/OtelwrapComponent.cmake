# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The one way to declare a component, a program, a benchmark subject or a fuzz target.
#
#   otelwrap_add_library(<name> [STATIC]     STATIC: also with BUILD_SHARED_LIBS
#     HEADERS <public headers below include/>...
#     SOURCES <sources>...                 none: a header-only component
#     REQUIRES <otelwrap components>...    the floors below, public
#     DEPENDS <targets>...                 foreign targets that the public headers need
#     PRIVATE_DEPENDS <targets>...         foreign targets that only the sources need
#     FIND "<find_dependency arguments>"...  how a user's build finds those targets
#     PKG_CONFIG <modules>...              the same for pkg-config
#     PKG_CONFIG_PRIVATE <modules>...)     and for what only the sources need
#
# makes the target otelwrap_<name>, the alias otelwrap::<name>, its install rules and its part of
# the CMake package and of pkg-config.

function(otelwrap_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "STATIC" ""
                        "HEADERS;SOURCES;REQUIRES;DEPENDS;PRIVATE_DEPENDS;FIND;PKG_CONFIG;PKG_CONFIG_PRIVATE")
  set(target otelwrap_${name})
  list(TRANSFORM arg_REQUIRES PREPEND "otelwrap::" OUTPUT_VARIABLE floors)
  if(arg_SOURCES)
    set(kind "")
    if(arg_STATIC)
      set(kind STATIC)
      set_property(GLOBAL APPEND PROPERTY OTELWRAP_STATIC_COMPONENTS ${name})
    endif()
    add_library(${target} ${kind} ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:otelwrap_private_warnings>
                                            ${arg_PRIVATE_DEPENDS})
    target_include_directories(${target} PRIVATE src)
    otelwrap_name_shared_library(${target})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(otelwrap::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} ${scope} cxx_std_17)
  target_link_libraries(${target} ${scope} ${floors} ${arg_DEPENDS})
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS include FILES ${arg_HEADERS})
  set_property(GLOBAL APPEND PROPERTY OTELWRAP_COMPONENTS ${name})
  set_property(GLOBAL PROPERTY OTELWRAP_REQUIRES_${name} "${arg_REQUIRES}")
  set_property(GLOBAL PROPERTY OTELWRAP_FIND_${name} "${arg_FIND}")
  set_property(GLOBAL PROPERTY OTELWRAP_PKG_CONFIG_${name} "${arg_PKG_CONFIG}")
  set_property(GLOBAL PROPERTY OTELWRAP_PKG_CONFIG_PRIVATE_${name} "${arg_PKG_CONFIG_PRIVATE}")
  if(OTELWRAP_INSTALL)
    install(
      TARGETS ${target}
      EXPORT otelwrap-${name}-targets
      FILE_SET HEADERS COMPONENT ${name}
      LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${name}
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${name})
    install(
      EXPORT otelwrap-${name}-targets
      NAMESPACE otelwrap::
      DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/otelwrap
      COMPONENT ${name})
  endif()
endfunction()

# otelwrap_link_options(<name> <options of the linker>...): whoever links the component links with them,
# by CMake or by pkg-config.
function(otelwrap_link_options name)
  foreach(option IN LISTS ARGN)
    target_link_options(otelwrap_${name} INTERFACE "LINKER:${option}")
    set_property(GLOBAL APPEND PROPERTY OTELWRAP_LINK_OPTIONS_${name} "-Wl,${option}")
  endforeach()
endfunction()

# otelwrap_name_shared_library(<target>): its soname, where it is shared. Before 1.0 every minor version
# may break the ABI. Installed, the libraries find one another beside themselves.
function(otelwrap_name_shared_library target)
  set_target_properties(
    ${target} PROPERTIES VERSION ${PROJECT_VERSION}
                         SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
                         DEFINE_SYMBOL "")
  if(NOT DEFINED CMAKE_INSTALL_RPATH)
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN")
  endif()
endfunction()

# otelwrap_add_program(<name> SOURCES ... [LINK ...] [FOR_TESTS]): a program of ours, in <build>/bin;
# part of the target otelwrap_programs unless it is of no use but for the tests.
function(otelwrap_add_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "FOR_TESTS" "" "SOURCES;LINK")
  add_executable(${name} ${arg_SOURCES})
  target_compile_features(${name} PRIVATE cxx_std_17)
  target_link_libraries(${name} PRIVATE ${arg_LINK} otelwrap_private_warnings)
  if(NOT arg_FOR_TESTS)
    set_property(GLOBAL APPEND PROPERTY OTELWRAP_PROGRAMS ${name})
  endif()
endfunction()

# otelwrap_programs: all that a user would run or install, without the tests.
function(otelwrap_add_programs_target)
  get_property(programs GLOBAL PROPERTY OTELWRAP_PROGRAMS)
  get_property(components GLOBAL PROPERTY OTELWRAP_COMPONENTS)
  list(TRANSFORM components PREPEND otelwrap_)
  add_custom_target(otelwrap_programs DEPENDS ${programs} ${components})
endfunction()

# otelwrap_see_sources(<target>): tests and fuzz targets of a component see its private headers.
function(otelwrap_see_sources target)
  foreach(folder IN ITEMS src ../src)
    if(IS_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/${folder}")
      target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/${folder}")
    endif()
  endforeach()
endfunction()

# otelwrap_add_fuzz_target(<name> SOURCES ... [LINK ...])
#
# Its corpus is the folder fuzz/corpus/<name> beside it, by which ./run fuzz knows it too.
# With OTELWRAP_BUILD_FUZZERS (clang) a libFuzzer program fuzz-<name>. Otherwise, with the tests on,
# a program of the same name that replays the corpus and fixed-seed mutations of it, as a test.
function(otelwrap_add_fuzz_target name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}")
  if(NOT IS_DIRECTORY "${corpus}")
    message(FATAL_ERROR "The fuzz target ${name} has no corpus: ${corpus}")
  endif()
  if(OTELWRAP_BUILD_FUZZERS)
    otelwrap_add_program(fuzz-${name} SOURCES ${arg_SOURCES} LINK ${arg_LINK})
    target_compile_options(fuzz-${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(fuzz-${name} PRIVATE -fsanitize=fuzzer)
    otelwrap_see_sources(fuzz-${name})
  elseif(OTELWRAP_BUILD_TESTS)
    otelwrap_add_program(fuzz-${name} SOURCES ${arg_SOURCES}
                         "${PROJECT_SOURCE_DIR}/cmake/fuzz_replay_main.cc" LINK ${arg_LINK} FOR_TESTS)
    otelwrap_see_sources(fuzz-${name})
    add_test(NAME fuzz.${name}
             COMMAND fuzz-${name} "${corpus}")
    set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 120)
  endif()
endfunction()
