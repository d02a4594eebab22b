#!/bin/sh
# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The official image's check, as far as compose.yaml uses it: the server answers.
exec mariadb-admin --user=mysql --silent ping
