import { createSocket } from 'node:dgram'
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bindPair } from './udp-pipes.ts'

const descriptors = () => readdirSync('/proc/self/fd').length

/** A pair of ports that are free, `taken` of the two held by another program. */
async function pairWithTaken(taken: 'rtp' | 'rtcp'): Promise<{ port: number; giveBack: () => Promise<void> }> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 40_000 + 2 * Math.floor(Math.random() * 5_000)
    try {
      const probe = await bindPair('127.0.0.77', port)
      probe.close()
      const holder = createSocket('udp4')
      await new Promise<void>((bound) => holder.bind(taken === 'rtp' ? port : port + 1, '127.0.0.77', bound))
      return { port, giveBack: () => new Promise((closed) => holder.close(closed)) }
    } catch {
      // taken by somebody else: another one
    }
  }
  throw new Error('no free pair of ports on 127.0.0.77')
}

describe.runIf(process.platform === 'linux')('a pair of ports', () => {
  it.each(['rtp', 'rtcp'] as const)(
    'whose %s port is taken costs no descriptor, and is had once it is free',
    async (taken) => {
      const { port, giveBack } = await pairWithTaken(taken)
      await new Promise((settled) => setTimeout(settled, 20))
      const before = descriptors()
      for (let i = 0; i < 50; i++)
        await expect(bindPair('127.0.0.77', port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
      expect(descriptors()).toBe(before)
      await giveBack()
      const pair = await bindPair('127.0.0.77', port)
      expect([pair.rtp.localPort, pair.rtcp.localPort]).toEqual([port, port + 1])
      pair.close()
    },
  )
})
