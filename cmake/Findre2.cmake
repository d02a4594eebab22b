# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# re2::re2, which gRPC's package asks for. gRPC brings a module of its own that asks pkg-config some
# twenty times; on Debian 13 each answer takes a second, because re2.pc requires most of Abseil. A
# shared libre2 brings its Abseil itself, so finding the file is enough.

find_package(re2 QUIET CONFIG)
if(NOT re2_FOUND AND NOT TARGET re2::re2)
  find_library(RE2_LIBRARY re2)
  mark_as_advanced(RE2_LIBRARY)
  if(RE2_LIBRARY MATCHES "\\.(so|dylib)$")
    add_library(re2::re2 INTERFACE IMPORTED)
    set_target_properties(re2::re2 PROPERTIES INTERFACE_LINK_LIBRARIES "${RE2_LIBRARY}")
  else()
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
      pkg_check_modules(RE2 QUIET IMPORTED_TARGET GLOBAL re2)
    endif()
    if(TARGET PkgConfig::RE2)
      add_library(re2::re2 ALIAS PkgConfig::RE2)
    endif()
  endif()
endif()
if(TARGET re2::re2)
  set(re2_FOUND TRUE)
endif()
