// SPDX-License-Identifier: Apache-2.0

import _WiselyCCurl

/// One configured libcurl transfer, with what it borrows.
struct EasyHandle {
  let pointer: UnsafeMutableRawPointer
  private let headers: UnsafeMutablePointer<curl_slist>?
  private let context: Unmanaged<TransferContext>

  init(
    _ transfer: Transfer, context: TransferContext, configuration: HTTPClientConfiguration
  ) throws(HTTPError) {
    try Self.check(transfer.request)
    guard let easy = wisely_easy_init() else {
      throw HTTPError(.unavailable, "libcurl gives no handle.")
    }
    pointer = easy
    headers = Self.headers(of: transfer.request)
    // Retained for libcurl; `close` releases it after the handle is out of the multi.
    self.context = Unmanaged.passRetained(context)
    set(configuration)
    set(transfer.request, transfer.timeouts)
    setCallbacks()
  }

  func close() {
    wisely_easy_cleanup(pointer)
    if let headers { wisely_slist_free(headers) }
    context.release()
  }

  /// What libcurl would put on the wire as it is, or take for something else.
  private static func check(_ request: HTTPRequest) throws(HTTPError) {
    guard HTTPHeaders.isToken(request.method) else {
      throw HTTPError(.invalidMethod, "The method is not one; it is a word such as POST.")
    }
    let scheme = request.url.prefix { $0 != ":" }.lowercased()
    guard scheme == "http" || scheme == "https" else {
      throw HTTPError(.invalidURL, "The URL is not one of http or https.")
    }
  }

  private static func headers(of request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
    // Without this an upload over 1 MB waits a second for "100 Continue".
    var list = wisely_slist_append(nil, "Expect:")
    // Otherwise libcurl says that every body is a form.
    if request.headers["content-type"] == nil { list = wisely_slist_append(list, "Content-Type:") }
    for field in request.headers.fields {
      // An empty value needs a semicolon, or libcurl takes the field out.
      let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
      list = wisely_slist_append(list, line)
    }
    return list
  }

  private func set(_ configuration: HTTPClientConfiguration) {
    _ = wisely_easy_set_long(pointer, CURLOPT_NOSIGNAL, 1)
    _ = wisely_easy_set_long(pointer, CURLOPT_TCP_NODELAY, 1)
    _ = wisely_easy_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    _ = wisely_easy_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0)
    _ = wisely_easy_set_long(pointer, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    _ = wisely_easy_set_string(pointer, CURLOPT_PROTOCOLS_STR, "http,https")
    _ = wisely_easy_set_string(pointer, CURLOPT_USERAGENT, configuration.userAgent)
    // An empty proxy, rather than none, keeps libcurl from reading the environment.
    _ = wisely_easy_set_string(pointer, CURLOPT_PROXY, configuration.proxy ?? "")
    if let certificates = configuration.certificates {
      _ = wisely_easy_set_string(pointer, CURLOPT_CAINFO, certificates)
    }
  }

  private func set(_ request: HTTPRequest, _ timeouts: HTTPTimeouts) {
    _ = wisely_easy_set_string(pointer, CURLOPT_URL, request.url)
    _ = wisely_easy_set_pointer(pointer, CURLOPT_HTTPHEADER, headers)
    let (seconds, attoseconds) = timeouts.connect.components
    let milliseconds = Int(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    _ = wisely_easy_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, max(1, milliseconds))
    if !request.body.isEmpty || request.method == "POST" {
      _ = wisely_easy_set_long(pointer, CURLOPT_POST, 1)
      _ = wisely_easy_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, Int(request.body.count))
      // A body that is read, with no way to rewind it, is one that libcurl cannot send twice: on a
      // kept connection that breaks it would otherwise repeat the request, unseen and billed.
      _ = wisely_easy_set_pointer(pointer, CURLOPT_READDATA, UnsafeRawPointer(context.toOpaque()))
      _ = wisely_easy_set_callback(pointer, CURLOPT_READFUNCTION, sendBody)
    }
    if request.method == "HEAD" { _ = wisely_easy_set_long(pointer, CURLOPT_NOBODY, 1) }
    _ = wisely_easy_set_string(pointer, CURLOPT_CUSTOMREQUEST, request.method)
  }

  private func setCallbacks() {
    let opaque = UnsafeRawPointer(context.toOpaque())
    _ = wisely_easy_set_pointer(pointer, CURLOPT_HEADERDATA, opaque)
    _ = wisely_easy_set_pointer(pointer, CURLOPT_WRITEDATA, opaque)
    _ = wisely_easy_set_callback(pointer, CURLOPT_HEADERFUNCTION, receiveHeader)
    _ = wisely_easy_set_callback(pointer, CURLOPT_WRITEFUNCTION, receiveBody)
  }
}

private func sendBody(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let buffer, let context else { return 0 }
  let transfer = Unmanaged<TransferContext>.fromOpaque(context).takeUnretainedValue()
  return transfer.send(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
    ?? Int(CURL_READFUNC_ABORT)
}

private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  let transfer = Unmanaged<TransferContext>.fromOpaque(context).takeUnretainedValue()
  let raw = UnsafeRawBufferPointer(start: bytes, count: size * count)
  transfer.lastByte = .now
  guard transfer.transfer.receive(headerLine: String(decoding: raw, as: UTF8.self)) else {
    transfer.failure = HTTPError(.tooLarge, Transfer.headIsTooLarge)
    return 0
  }
  return size * count
}

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  let transfer = Unmanaged<TransferContext>.fromOpaque(context).takeUnretainedValue()
  let raw = UnsafeRawBufferPointer(start: bytes, count: size * count)
  transfer.lastByte = .now
  return transfer.transfer.receive(body: raw) ? size * count : wisely_write_pause()
}

extension HTTPError {
  /// What a libcurl result means; nil when all went well.
  init?(_ result: CURLcode, _ transfer: Transfer) {
    guard result != CURLE_OK else { return nil }
    let reason = String(cString: wisely_easy_strerror(result))
    let host = transfer.request.url.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    let place = host.split(separator: "@").last.map(String.init) ?? host
    switch result {
    case CURLE_URL_MALFORMAT:
      self.init(.invalidURL, "The URL is not one of http or https.")
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      self.init(.cannotResolve, "The name '\(place)' has no address.")
    case CURLE_COULDNT_CONNECT: self.init(.cannotConnect, "Nobody answers at '\(place)'.")
    case CURLE_OPERATION_TIMEDOUT:
      self.init(.timedOut, "The connection to '\(place)' took too long.")
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      self.init(.tls, "There is no secure connection to '\(place)': \(reason).")
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE,
      CURLE_HTTP2_STREAM, CURLE_HTTP2:
      self.init(.connectionLost, "The connection to '\(place)' broke: \(reason).")
    case CURLE_SEND_FAIL_REWIND:
      // It would repeat the request on a new connection, and we have made that impossible.
      self.init(.connectionLost, "The connection to '\(place)' broke before it answered.")
    case CURLE_OUT_OF_MEMORY where !transfer.hasHead:
      // What libcurl says to a line of more than 100 KB, before it hands us any of it.
      self.init(.tooLarge, Transfer.headIsTooLarge)
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
      self.init(.protocolError, "'\(place)' does not speak HTTP: \(reason).")
    default: self.init(.other, "The request to '\(place)' failed: \(reason).")
    }
  }
}
