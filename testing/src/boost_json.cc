// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Boost.JSON, compiled here once: Debian's libboost-dev has its headers, the built library is
// another package.

#include <boost/json/src.hpp>
