// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <gtest/gtest.h>
