# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# The parent's own, for a library of its own: ours must not be found in its place, nor it in ours.
set(Hiredis_FOUND TRUE)
set(PARENTS_OWN_HIREDIS TRUE)
