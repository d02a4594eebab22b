// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "harness/nginx.h"

#include <sys/stat.h>

#include <fstream>

namespace otelwrap::benchmarks {
namespace {

void WriteConfiguration(const std::string& folder, uint16_t port) {
  std::ofstream file(folder + "/nginx.conf");
  file << "daemon off;\nmaster_process off;\npid " << folder << "/nginx.pid;\n"
       << "error_log stderr error;\nevents {}\nhttp {\n  access_log off;\n"
       << "  default_type text/plain;\n"
       << "  keepalive_requests 1000000000;\n  keepalive_timeout 1h;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    file << "  " << kind << "_temp_path " << folder << "/" << kind << ";\n";
  }
  file << "  server {\n    listen 127.0.0.1:" << port << ";\n    root " << folder
       << "/www;\n  }\n}\n";
}

}  // namespace

testing::ServerSpec Nginx(const std::string& folder, uint16_t port) {
  // nginx may give up root for a user of its own, which must be able to read the site.
  const std::string site = folder + "/www";
  chmod(folder.c_str(), 0755);
  mkdir(site.c_str(), 0755);
  std::ofstream(site + "/item.txt") << std::string(kNginxBodySize, 'x');
  WriteConfiguration(folder, port);
  testing::ServerSpec spec;
  spec.program = "nginx";
  spec.arguments = {"-p", folder, "-e", "stderr", "-c", folder + "/nginx.conf"};
  return spec;
}

std::string MissingNginx() {
  if (!testing::FindProgram("nginx").empty()) return {};
  return "nginx is not installed (Debian package nginx-light)";
}

}  // namespace otelwrap::benchmarks
