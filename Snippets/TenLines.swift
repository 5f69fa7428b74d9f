// SPDX-License-Identifier: Apache-2.0

import Wisely

let thrifty = AdvisedModel(
  executor: OfflineModel(.small), advisor: OfflineModel(.large), policy: .init(consultations: 3))
let answer = try await thrifty.respond(to: "Use the numbers 3, 7, 8, 25, 50 and 75 to make 641.")
print(answer.text)
for consultation in answer.consultations {
  print("\(consultation.advisor) said: \(consultation.advice)")
}
