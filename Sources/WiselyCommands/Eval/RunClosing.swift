// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyArguments
import WiselyEval

/// How a run ended, in words, as JSON and as an exit code.
struct RunClosing {
  var ending: RunEnding
  var totals: RunTotals
  var folder: RunFolder
  var shard: Shard?
  var catalogue: PriceCatalogue
  var interruption: ExitCode?

  var status: ExitCode {
    switch ending {
    case .complete, .decided: Exit.success
    case .unscored: Exit.incomplete
    case .budget: Exit.budget
    case .hopeless: Exit.failure
    case .cancelled: interruption ?? Exit.interrupted
    }
  }

  /// What the person should know besides the result.
  var remarks: [String] {
    let more = "The same command goes on from here; no answer is paid for twice."
    var lines: [String] = []
    switch ending {
    case .complete: break
    case .decided(let decisions):
      for decision in decisions {
        switch decision.isGoodEnough {
        case true?:
          lines.append(
            "\(decision.setup) is good enough, decided after \(decision.queries) queries.")
        case false?:
          lines.append(
            "\(decision.setup) is worse by more than the margin, on average or in being right every time, decided after \(decision.queries) queries."
          )
        case nil:
          lines.append(
            "Of \(decision.setup) the planned queries will not show whether it is within the margin, as \(decision.queries) of them stand; take more queries or a wider margin."
          )
        }
      }
    case .unscored(let count):
      lines.append(
        "error: \(grouped(count)) attempts could not be scored, because a provider or a grader failed. \(more)"
      )
    case .budget(let sentence):
      lines.append("error: \(sentence) With a larger --budget the same command goes on from here.")
    case .hopeless(let sentence): lines.append("error: \(sentence) \(more)")
    case .cancelled: lines.append("Stopped. \(more)")
    }
    lines.append(
      "\(grouped(totals.done)) of \(grouped(totals.planned)) attempts are done\(shard.map { " in part \($0)" } ?? ""), \(totals.spent.display) was spent; the run is in \(folder.path)."
    )
    return lines
  }

  /// What may be said of the setups so far; why not, when that is nothing.
  private var assessment: Result<Assessment, EvalError> {
    Result { () throws(EvalError) in try Assessment(of: folder, catalogue: catalogue) }
  }

  /// The assessment in lines.
  var summary: [String] {
    switch assessment {
    case .success(let assessment): assessment.lines
    // A run that has hardly begun has nothing to compare.
    case .failure(let error): ["Nothing can be said yet: \(error.message)"]
    }
  }

  var json: JSONValue {
    [
      "plan": .string(folder.plan.hash), "folder": .string(folder.path),
      "shard": (shard?.description).json, "ending": .string(word),
      "planned": JSONValue(totals.planned), "done": JSONValue(totals.done),
      "doneBefore": JSONValue(totals.doneBefore), "modelFailures": JSONValue(totals.modelFailures),
      "infrastructureFailures": JSONValue(totals.infrastructureFailures),
      "spent_usd": .string(totals.spent.dollars), "baseline": .string(folder.plan.baseline),
      "assessment": (try? assessment.get())?.json ?? .null,
    ]
  }

  private var word: String {
    switch ending {
    case .complete: "complete"
    case .decided: "decided"
    case .unscored: "unscored"
    case .budget: "budget"
    case .hopeless: "failed"
    case .cancelled: "cancelled"
    }
  }
}
