# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
# ./run help

word_help() {
  cat "$tools/words/help.txt"
}
