// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing
import WiselyThreads

@Suite(.timeLimit(.minutes(5))) struct JobQueueTests {
  @Test("A closed queue hands out what waits, and takes nothing more")
  func closed() {
    let queue = JobQueue<Int>()
    #expect(queue.add(1))
    #expect(queue.add(2))
    queue.close()
    #expect(!queue.add(3))
    #expect(queue.next() == [1, 2])
    #expect(queue.next() == nil)
  }

  @Test("Jobs of many tasks are all done, each task's in its order")
  func order() async {
    let queue = JobQueue<(task: Int, number: Int)>()
    let done = await withCheckedContinuation { continuation in
      let started = DetachedThread.start {
        var done: [(task: Int, number: Int)] = []
        while let jobs = queue.next() { done += jobs }
        continuation.resume(returning: done)
      }
      #expect(started)
      Task {
        await withDiscardingTaskGroup { group in
          for task in 0..<8 {
            group.addTask { for number in 0..<500 { _ = queue.add((task, number)) } }
          }
        }
        queue.close()
      }
    }
    for task in 0..<8 {
      #expect(done.filter { $0.task == task }.map(\.number) == Array(0..<500))
    }
  }

  @Test("A thread of ours takes no signal that the program could want")
  func signals() async {
    let blocked = await withCheckedContinuation { continuation in
      let started = DetachedThread.start {
        var mask = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &mask)
        continuation.resume(
          returning: [SIGINT, SIGTERM, SIGPIPE, SIGCHLD].map { sigismember(&mask, $0) == 1 })
      }
      #expect(started)
    }
    #expect(blocked == [true, true, true, true])
  }
}

@Suite(.timeLimit(.minutes(5))) struct WorkThreadTests {
  private struct Trouble: Error, Equatable {}

  @Test("Work is done in order on one thread, and what it throws comes back")
  func order() async throws {
    let thread = try #require(WorkThread())
    let done = Mutex<[Int]>([])
    let first = try await thread.run { pthread_self() }
    for number in 0..<50 {
      let place = try await thread.run {
        done.withLock { $0.append(number) }
        return pthread_self()
      }
      #expect(pthread_equal(place, first) != 0)
    }
    #expect(done.withLock { $0 } == Array(0..<50))
    await #expect(throws: Trouble()) { try await thread.run { throw Trouble() } }
    #expect(try await thread.run { 7 } == 7)
  }
}
