// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyTesting

var policy = ConsultationPolicy(consultations: 2, view: .transcript)
policy.triggers = [.asked, .beforeDone]
policy.money = Money(cents: 10)
policy.stall.repeats = 2

func metered(_ size: OfflineModel.Size) -> any LanguageModel {
  MeteredModel(OfflineModel(size), ledger: InMemoryLedger(), surroundings: .system)
}
let careful = AdvisedModel(executor: metered(.small), advisor: metered(.large), policy: policy)
let answer = try await careful.respond(to: "What is 17% of 240?")
for consultation in answer.consultations {
  print("\(consultation.trigger), \(consultation.outcome): \(consultation.advice)")
}

var request = ModelRequest("What is 17% of 240?")
request.context.isConsultationWished = true
let pair = AdvisedModel(executor: OfflineModel(.small), advisor: OfflineModel(.large))
for consultation in try await pair.respond(to: request).consultations {
  print("\(consultation.trigger), \(consultation.outcome): \(consultation.advice)")
}
