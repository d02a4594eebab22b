# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# MySQLClient::client: libmysqlclient where it is installed, else MariaDB Connector/C. Set
# OTELWRAP_MYSQL_LIBRARY to mysqlclient or libmariadb to choose one.

if(NOT DEFINED OTELWRAP_MYSQL_LIBRARY)
  set(OTELWRAP_MYSQL_LIBRARY "" CACHE STRING "mysqlclient or libmariadb (default: the first found)")
endif()
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND AND NOT TARGET MySQLClient::client)
  if(OTELWRAP_MYSQL_LIBRARY)
    set(candidates ${OTELWRAP_MYSQL_LIBRARY})
  else()
    set(candidates mysqlclient libmariadb)
  endif()
  foreach(candidate IN LISTS candidates)
    if(NOT TARGET PkgConfig::PC_MYSQL_${candidate})
      pkg_check_modules(PC_MYSQL_${candidate} QUIET IMPORTED_TARGET GLOBAL ${candidate})
    endif()
    if(TARGET PkgConfig::PC_MYSQL_${candidate})
      add_library(MySQLClient::client ALIAS PkgConfig::PC_MYSQL_${candidate})
      set(MySQLClient_LIBRARY ${candidate})
      set(MySQLClient_VERSION ${PC_MYSQL_${candidate}_VERSION})
      break()
    endif()
  endforeach()
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MySQLClient REQUIRED_VARS MySQLClient_LIBRARY
                                  VERSION_VAR MySQLClient_VERSION)
