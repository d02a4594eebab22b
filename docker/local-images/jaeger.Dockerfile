# Copyright The otelwrap Authors
# SPDX-License-Identifier: Apache-2.0
#
# Jaeger from the program that tools/jaeger builds, in a context that holds nothing else. Without a
# configuration of ours it is the all-in-one of the official image, but for its web page.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY jaeger /usr/local/bin/
ENV JAEGER_LISTEN_HOST=0.0.0.0
USER nobody
ENTRYPOINT ["jaeger"]
