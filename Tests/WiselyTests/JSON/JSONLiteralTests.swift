// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct JSONLiteralTests {
  @Test("A value written in a program shows itself as the JSON it is")
  func literals() {
    let value: JSONValue = ["a": 1, "b": 0.5, "c": [true, nil, "x"], "d": 1e20]
    #expect("\(value)" == #"{"a":1,"b":0.5,"c":[true,null,"x"],"d":1e+20}"#)
    #expect(value["b"]?.double == 0.5)
    let members = value.object ?? [:]
    #expect("\(members)" == value.text)
  }

  @Test("Only finite numbers are JSON")
  func finite() {
    let half = 0.5
    #expect(JSONValue(half) == 0.5)
    #expect(JSONValue(Double.nan) == nil)
    #expect(JSONValue(true) == true)
  }
}
