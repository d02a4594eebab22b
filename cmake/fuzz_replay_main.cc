// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A stand-in for libFuzzer's main, so that every fuzz target also runs as a test with any compiler:
// each file of the corpus folder as it is, then mutations of them from a fixed seed. Same input,
// same run, on every machine.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

using Input = std::vector<uint8_t>;

constexpr int kMutationsPerInput = 2000;
constexpr size_t kMaxEdits = 8;

std::vector<Input> ReadCorpus(const char* folder) {
  std::vector<Input> corpus;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

void Edit(Input& input, std::mt19937& random) {
  const size_t at = input.empty() ? 0 : random() % input.size();
  const auto byte = static_cast<uint8_t>(random());
  switch (random() % 4) {
    case 0:
      if (!input.empty()) input[at] = byte;
      break;
    case 1:
      input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), byte);
      break;
    case 2:
      if (!input.empty()) input.erase(input.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    default:
      input.insert(input.end(), input.begin() + static_cast<std::ptrdiff_t>(at), input.end());
      if (input.size() > (1U << 16U)) input.resize(1U << 16U);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  const std::vector<Input> corpus = ReadCorpus(argv[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "%s holds no input\n", argv[1]);
    return 1;
  }
  std::mt19937 random(20261121);
  size_t runs = 0;
  for (const Input& seed : corpus) {
    LLVMFuzzerTestOneInput(seed.data(), seed.size());
    for (int round = 0; round < kMutationsPerInput; ++round, ++runs) {
      Input input = seed;
      for (size_t edit = 0; edit <= random() % kMaxEdits; ++edit) Edit(input, random);
      LLVMFuzzerTestOneInput(input.data(), input.size());
    }
  }
  std::printf("%zu inputs, %zu mutations of them\n", corpus.size(), runs);
  return 0;
}
