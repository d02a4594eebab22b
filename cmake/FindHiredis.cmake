# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Hiredis::hiredis, from pkg-config: Debian's hiredis has no CMake package.

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND AND NOT TARGET Hiredis::hiredis)
  pkg_check_modules(PC_HIREDIS QUIET IMPORTED_TARGET GLOBAL hiredis)
  if(TARGET PkgConfig::PC_HIREDIS)
    add_library(Hiredis::hiredis ALIAS PkgConfig::PC_HIREDIS)
  endif()
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hiredis REQUIRED_VARS PC_HIREDIS_VERSION
                                  VERSION_VAR PC_HIREDIS_VERSION)
