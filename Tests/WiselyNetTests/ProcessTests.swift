// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WiselyNet
import WiselyTesting

/// What a process shows of the client; each test has a process of its own, as others run meanwhile.
@Suite("An HTTP client in its process", .timeLimit(.minutes(5)))
struct ProcessTests {
  @Test("libcurl is loaded by the first request and not before")
  func lazy() async {
    await #expect(processExitsWith: .success) {
      let client = HTTPClient()
      #expect(!ProcessView.maps.contains("libcurl"))
      try await withLoopbackServer({ _ in .whole() }) { server in
        #expect(!ProcessView.maps.contains("libcurl"))
        try await client.perform(HTTPRequest(url: server.url)) { _, _ in }
        #expect(ProcessView.maps.contains("libcurl"))
      }
    }
  }

  @Test("Proxies of the environment are ignored")
  func proxies() async {
    await #expect(processExitsWith: .success) {
      for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"] {
        setenv(name, "http://127.0.0.1:1", 1)
      }
      try await withLoopbackServer({ _ in .whole() }) { server in
        let status = try await HTTPClient().perform(HTTPRequest(url: server.url)) { head, _ in
          head.status
        }
        #expect(status == 200)
      }
    }
  }

  @Test("A proxy that was configured is used")
  func proxy() async throws {
    try await withLoopbackServer({ _ in .whole(body: [9]) }) { server in
      let client = HTTPClient(configuration: HTTPClientConfiguration(proxy: server.url))
      let body = try await client.perform(HTTPRequest(url: "http://host.invalid/x")) { _, body in
        try await body.collect(upTo: 10)
      }
      #expect(body == [9])
      #expect(server.requests.map(\.target) == ["http://host.invalid/x"])
    }
  }

  @Test("200 clients and servers that come and go leave no thread and no descriptor behind")
  func leaks() async {
    await #expect(processExitsWith: .success) {
      func round() async throws {
        try await withLoopbackServer({ _ in .chunked(pieces: [[1], [2]]) }) { server in
          let client = HTTPClient()
          let bytes = try await client.perform(HTTPRequest(url: server.url)) { _, body in
            try await body.collect(upTo: 10)
          }
          #expect(bytes == [1, 2])
        }
      }
      // The pool's own threads come with the first rounds.
      for _ in 0..<10 { try await round() }
      let threads = ProcessView.count("/proc/self/task")
      let descriptors = ProcessView.count("/proc/self/fd")
      for _ in 0..<200 { try await round() }
      // A thread that was told to end may still be on its way out.
      let limit = ContinuousClock.now + .seconds(20)
      while ProcessView.count("/proc/self/task") > threads + 2, .now < limit { sched_yield() }
      #expect(ProcessView.count("/proc/self/task") <= threads + 2)
      #expect(ProcessView.count("/proc/self/fd") <= descriptors + 6)
    }
  }
}

/// What /proc shows of this process.
private enum ProcessView {
  static var maps: String {
    guard let file = fopen("/proc/self/maps", "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1_048_576)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  static func count(_ folder: String) -> Int {
    guard let stream = opendir(folder) else { return 0 }
    defer { closedir(stream) }
    var count = -2
    while readdir(stream) != nil { count += 1 }
    return count
  }
}
