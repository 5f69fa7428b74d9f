// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyProviders

/// Requests that go into one batch.
struct BatchParcel {
  let service: any BatchService
  var items: [BatchItem] = []
  var bytes = 0
  var held = Money.zero

  var isFull: Bool { items.count >= service.limits.items || bytes >= service.limits.bytes }
}
