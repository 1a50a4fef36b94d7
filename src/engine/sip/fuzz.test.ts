import { describe, expect, it } from 'vitest'
import { StreamFramer } from './message/stream-framer.ts'
import { FuzzedOffice, OFFICE } from './testing/fuzzed-office.ts'
import { TalkativePeer } from './testing/talkative-peer.ts'
import { fuzzRun } from '../testing/fuzz-run.ts'
import { seededRandom } from '../testing/mutate.ts'

/** After so many, everybody falls silent and nothing must be left. */
const { messages: MESSAGES, rounds, timeoutMs } = fuzzRun('sip', 5_000)

describe('messages as peers send them, damaged', () => {
  it(`${MESSAGES} of them raise no exception, leave no transaction and no call behind, and a phone registers and calls`, {
    timeout: timeoutMs,
  }, async () => {
    const office = new FuzzedOffice()
    await office.start()
    for (const { seed, messages } of rounds) {
      await say(office, messages, seed)
      await office.quiet()
      expect({ seed, errors: office.errors, left: office.leftovers() }).toEqual({ seed, errors: [], left: nothing })
      expect(await office.phoneSees()).toEqual(['registered 200', 'talked', 'ended by local'])
    }
    const { received, transactions } = office.agent.counters
    expect(received).toBeGreaterThan(MESSAGES * 0.9)
    expect(transactions).toBeGreaterThan(MESSAGES * 0.05) // it got further than the parser
    expect(office.reached.referrals).toBeGreaterThan(MESSAGES * 0.0005)
    expect(office.reached.replacements).toBeGreaterThan(MESSAGES * 0.0001)
  })
})

const nothing = { clientTransactions: 0, serverTransactions: 0, dialogs: 0, calls: 0, timers: 0 }

async function say(office: FuzzedOffice, count: number, seed: number): Promise<void> {
  const random = seededRandom(seed)
  const peer = new TalkativePeer(office, random)
  let framer = new StreamFramer()
  for (let said = 0; said < count; said++) {
    const { bytes, source } = peer.next()
    office.network.inject(bytes, source, OFFICE)
    // Mostly a busy moment, at times the pause in which timers run.
    await office.clock.advance(random() < 0.02 ? 5_000 : 12)
    const isBroken = framer.push(bytes).some(({ kind }) => kind === 'broken')
    if (isBroken) framer = new StreamFramer()
    if (said % 200 === 0) office.network.packets.length = 0
  }
}
