import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { answer, type CallPair, pair } from '../testing/call-pair.ts'
import type { OutgoingSession } from '../user-agent.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void // what the flag adds

async function collected(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
}

function begin(link: CallPair): { readonly session: OutgoingSession; readonly listener: WeakRef<object> } {
  const session = link.call()
  const listener = { onProgress: () => {} }
  session.on(listener)
  return { session, listener: new WeakRef(listener) }
}

describe('a call that is over, while copies of its messages may still come', () => {
  it('lets go whoever listened, also when somebody has the session', async () => {
    const link = await pair(answer)
    const { session, listener } = begin(link)
    await link.clock.advance(1_000)
    await collected()
    expect(listener.deref()).toBeDefined()
    session.end()
    await link.clock.advance(1_000)
    await collected()
    expect(listener.deref()).toBeUndefined()
    expect(session.state).toBe('ended')
  })

  it('is forgotten but for what an answer to its INVITE needs', async () => {
    const link = await pair(answer)
    const session = await (async () => {
      const begun = begin(link)
      await link.clock.advance(1_000)
      begun.session.end()
      return new WeakRef(begun.session)
    })()
    await link.clock.advance(6_000)
    await collected()
    expect(session.deref()).toBeUndefined()
    expect(link.a.layer.clientCount).toBe(1)
  })
})
