// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The style sheet and the few lines of script of a page, and the policy that allows nothing else.
enum ReportAssets {
  /// What the page may do: use its own style and script, and nothing from anywhere.
  static var policy: String {
    "default-src 'none'; style-src '\(source(style))'; script-src '\(source(script))'; base-uri 'none'; form-action 'none'"
  }

  static func source(_ text: StaticString) -> String {
    var digest = SHA256()
    digest.update("\(text)".utf8)
    return "sha256-" + base64(digest.finish())
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = 0
      for offset in 0..<3 {
        bits = bits << 8 | (offset < group.count ? Int(group[start + offset]) : 0)
      }
      for place in 0..<4 {
        text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : "=")
      }
    }
    return text
  }

  // Without a script every query is there to be opened; with one they can be searched as well.
  static let script: StaticString = #"""
    (function () {
      var section = document.getElementById("flips");
      var items = Array.prototype.slice.call(section.querySelectorAll("details.flip"));
      if (items.length === 0) { return; }
      var label = document.createElement("label");
      label.className = "filter";
      label.textContent = "Show only queries with ";
      var field = document.createElement("input");
      field.type = "search";
      field.addEventListener("input", function () {
        var words = field.value.toLowerCase();
        items.forEach(function (item) {
          item.hidden = item.textContent.toLowerCase().indexOf(words) === -1;
        });
        section.querySelectorAll("details.flips").forEach(function (group) {
          if (words) { group.open = true; }
        });
      });
      label.appendChild(field);
      section.insertBefore(label, section.querySelector("h3"));
    })();
    """#
}
