// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The try and catch of our header-only carriers, which programs built with -fno-exceptions include
// too. There nothing is caught: what would throw ends such a program anyway.
//
//   OTELWRAP_TRY {
//     map.emplace(name, value);
//   }
//   OTELWRAP_CATCH(const std::exception&) {}

#pragma once

#if defined(__cpp_exceptions)
#define OTELWRAP_TRY try
#define OTELWRAP_CATCH(declaration) catch (declaration)
#else
#define OTELWRAP_TRY
#define OTELWRAP_CATCH(declaration) if constexpr (false)
#endif
