// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A subject is one piece of work that is measured in up to five modes. A file in subjects/
// registers its cases, and nothing else needs to know of it:
//
//   const Registration kInject(Case{"inject-w3c", Mode::kSampled, ours, floor, Limit{40, 1, 0}});
//
// What a mode means is the same for every subject (modes.h). The work is given the number of times
// that it has to be done, so that no call of the harness is measured with it.

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace otelwrap::benchmarks {

enum class Mode { kBare, kOff, kNoop, kUnsampled, kSampled };

const char* Name(Mode mode);

using Work = std::function<void(size_t times)>;

// The cost that the design allows: plus_ns + floor_factor * floor, and so many allocations of ours.
struct Limit {
  double plus_ns = 0;
  double floor_factor = 0;
  double allocations = -1;  // below 0: as many as the floor makes
  const char* why = "";     // what stands in the way, printed where the limit is missed
};

struct Case {
  std::string subject;
  Mode mode;
  Work ours;
  Work floor;  // hand-written code that does the same; may be empty
  Limit limit;
  bool metrics = false;                            // an SDK MeterProvider is there too
  std::function<std::string()> missing = nullptr;  // why it can't run here; "" if it can
};

std::vector<Case>& AllCases();

struct Registration {
  explicit Registration(Case one) { AllCases().push_back(std::move(one)); }
};

// The library's own call, and the same call instrumented in all other modes, with metrics.
struct ComponentRegistration {
  ComponentRegistration(const std::string& subject, const Work& bare, const Work& instrumented,
                        const std::function<std::string()>& missing = nullptr) {
    AllCases().push_back({subject, Mode::kBare, bare, nullptr, {}, false, missing});
    for (const Mode mode : {Mode::kOff, Mode::kNoop, Mode::kUnsampled, Mode::kSampled}) {
      AllCases().push_back({subject, mode, instrumented, nullptr, {}, true, missing});
    }
  }
};

}  // namespace otelwrap::benchmarks
